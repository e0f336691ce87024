import { Worker } from 'node:worker_threads';
import type { Topology } from '#contract/routes.ts';
import type { Body } from '../answers/prepared.ts';
import type { Used } from '../history/identity.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { type Calls, calls, type Message } from '../threads/calls.ts';
import type { Places } from './build.ts';
import { topologyIn } from './map-body.ts';
import type { ForMaps, Made, MapWork, PackedMap, ToMake } from './map-thread.ts';

/** A map, ready to be sent in both of its forms. */
export interface MadeMap extends Pick<Topology, 'at' | 'from' | 'to' | 'stale'> {
  readonly etag: string;
  /** In rows: made anew where nobody has it any more. */
  readonly value: Topology;
  readonly columns: Body;
  /** How many edges it has, which is what it takes in memory. */
  readonly weight: number;
  rows(): Promise<Body>;
  /** All that run on it. */
  workloads(used: ReadonlyMap<string, Used>): Promise<Body>;
}

/** Makes maps in a thread of its own, so that who asks for the last one never waits for the next. */
export interface MapMaker {
  make(what: ToMake): Promise<MadeMap>;
  /** The same map, marked. */
  stale(map: MadeMap, stale: NonNullable<Topology['stale']>): Promise<MadeMap>;
  diff(a: MadeMap, b: MadeMap): Promise<Body>;
  stop(): Promise<void>;
}

/** A structured clone of a Buffer is plain bytes. */
function buffersOf({ json, gzip, etag }: Body): Body {
  const buffer = ({ buffer: memory, byteOffset, byteLength }: Uint8Array) => Buffer.from(memory, byteOffset, byteLength);
  return { json: json && buffer(json), gzip: buffer(gzip), etag };
}

/** What maps are made of. */
export interface MapSources {
  readonly prometheus: Pick<Prometheus, 'source' | 'asked'>;
  readonly places: Pick<Places, 'of'>;
  readonly flows: ForMaps['flows'];
}

interface Thread {
  readonly worker: Worker;
  readonly calls: Calls<MapWork>;
}

function start({ prometheus: { source, asked }, places, flows }: MapSources, onEnd: (thread: Thread) => void): Thread {
  const worker = new Worker(new URL('./map-thread.ts', import.meta.url), { workerData: source, name: 'sonde-map' });
  const ours: ForMaps = {
    ask: (query) => asked(query.path, query.parameters, () => thread.calls.call('fetch', query)),
    flows,
    place: (shape) => places.of(shape),
  };
  const thread: Thread = { worker, calls: calls<MapWork>(worker, ours) };
  const end = (cause: unknown) => {
    thread.calls.end(cause);
    onEnd(thread);
  };
  worker.on('message', (message: Message) => thread.calls.hear(message));
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`exit code ${code}`)));
  return thread;
}

const known = new WeakMap<MadeMap, PackedMap>();
function packed(map: MadeMap): PackedMap {
  const bytes = known.get(map);
  if (bytes === undefined) throw new Error('a map that was not made here');
  return bytes;
}

function madeMap({ at, from, to, stale, edges, map: bytes, body }: Made, work: () => Calls<MapWork>): MadeMap {
  let value: WeakRef<Topology> | undefined;
  let rows: Promise<Body> | undefined;
  const { etag } = body;
  const map: MadeMap = {
    at,
    from,
    to,
    stale,
    etag,
    columns: buffersOf(body),
    weight: edges,
    get value() {
      const kept = value?.deref() ?? topologyIn(bytes);
      value = new WeakRef(kept);
      return kept;
    },
    rows: () => {
      rows ??= work()
        .call('rows', bytes)
        .then((made) => ({ ...buffersOf(made), etag }))
        .catch((error: unknown) => {
          rows = undefined;
          throw error;
        });
      return rows;
    },
    workloads: async (used) => buffersOf(await work().call('workloads', { map: bytes, used })),
  };
  known.set(map, bytes);
  return map;
}

export function mapMaker(sources: MapSources): MapMaker {
  let thread: Thread | undefined;
  /** A thread that died fails what waits; the next call starts another. */
  const work = (): Calls<MapWork> => {
    thread ??= start(sources, (ended) => {
      if (thread === ended) thread = undefined;
    });
    return thread.calls;
  };
  return {
    make: async (what) => madeMap(await work().call('make', what), work),
    stale: async (map, stale) => madeMap(await work().call('mark', { map: packed(map), stale }), work),
    diff: async (a, b) => buffersOf(await work().call('diff', { a: packed(a), b: packed(b) })),
    stop: async () => {
      await thread?.worker.terminate();
    },
  };
}
