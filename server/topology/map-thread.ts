import { setPriority } from 'node:os';
import { serialize } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import type { TopologyColumns } from '#contract/routes.ts';
import { type Body, bodyOf } from '../answers/prepared.ts';
import type { Used } from '../history/identity.ts';
import type { ToldEdges } from '../store/flows/flow-store.ts';
import { limiter } from '../store/limiter.ts';
import { type Body as Answer, type Asking, asking, atMoment, type Labels, type Path, passedFrom, type Source, vectorIn } from '../store/prometheus.ts';
import { bodyFrom } from '../store/prometheus-client.ts';
import { vectorReader } from '../store/vector-text.ts';
import { calls, Moved } from '../threads/calls.ts';
import { workloadList } from '../workloads/list.ts';
import { buildTopology, type MapScope, type MapShape, type Placed } from './build.ts';
import { diffOf } from './diff.ts';
import { gather, isOfNow } from './gather.ts';
import { columnsIn, columnsOf, columnsText, topologyIn } from './map-body.ts';
import type { Window } from './window.ts';

export interface ToMake extends MapScope {
  readonly intervalSeconds: number;
  readonly stale: TopologyColumns['stale'];
}

/** A map as bytes that only who reads them unpacks: to clone a large one would stop all that the server answers meanwhile. */
export type PackedMap = Uint8Array;

export interface Made extends Pick<TopologyColumns, 'at' | 'from' | 'to' | 'stale'> {
  readonly edges: number;
  readonly map: PackedMap;
  readonly body: Body;
}

interface Asked {
  readonly key: number;
  readonly path: Path;
  readonly parameters: Labels;
}

/** What the thread asks of the rest of the server. */
export interface ForMaps {
  /** Lets the thread fetch this when it is its turn. */
  readonly ask: (asked: Asked) => Promise<void>;
  /** What was told of edges without series. */
  readonly flows: (window: Window) => Promise<ToldEdges>;
  readonly place: (shape: MapShape) => Promise<Placed>;
  readonly [name: string]: (input: never) => Promise<unknown>;
}

const niceness = 10;

const bytesOf = ({ gzip, json }: Body): Uint8Array[] => (json === undefined ? [gzip] : [gzip, json]);

async function made(columns: TopologyColumns): Promise<Moved<Made>> {
  const body = await bodyOf(columnsText(columns));
  const { at, from, to, stale, edges } = columns;
  const map = serialize(columns);
  return new Moved({ at, from, to, stale, edges: edges.rows, map, body }, [map, ...bytesOf(body)]);
}

async function moved(value: unknown): Promise<Moved<Body>> {
  const body = await bodyOf(JSON.stringify(value));
  return new Moved(body, bytesOf(body));
}

/** Answers that were fetched, until they are read. */
const fetched = new Map<number, Answer>();
let count = 0;

async function answerTo(path: Path, parameters: Labels): Promise<Answer> {
  count += 1;
  const key = count;
  await main.call('ask', { key, path, parameters });
  const answer = fetched.get(key);
  fetched.delete(key);
  if (answer === undefined) throw new Error(`an answer of Prometheus was lost: ${parameters.query}`);
  return answer;
}

const readVector = vectorReader();

const prometheus: Asking = {
  ...asking(async (path, parameters) => passedFrom(await answerTo(path, parameters))),
  instant: async (query, atMs) => {
    const answer = await answerTo('query', atMoment(query, atMs));
    return readVector(new TextDecoder().decode(answer.bytes)) ?? vectorIn(passedFrom(answer));
  },
};

/** The map of now is made all the time, beside those who wait for something. */
const atOnce = { now: 2, past: 4 } as const;

/** What one map asks, so many things at a time. Once one of them has no answer, the others are not asked: to wait as long for each helps nobody. */
function forOneMap(concurrency: number): Asking {
  const turns = limiter(concurrency, Number.POSITIVE_INFINITY, () => new Error('no limit'));
  let failure: unknown;
  const ask = <Answer>(work: () => Promise<Answer>): Promise<Answer> =>
    turns(async () => {
      if (failure !== undefined) throw failure;
      try {
        return await work();
      } catch (error) {
        failure = error;
        throw error;
      }
    });
  return {
    instant: (query, atMs) => ask(() => prometheus.instant(query, atMs)),
    raw: (selector, atMs) => ask(() => prometheus.raw(selector, atMs)),
    range: (query, span) => ask(() => prometheus.range(query, span)),
  };
}

/** What costs the time of a large map: reading what Prometheus says, counting it together, writing it down. */
const work = {
  make: async ({ intervalSeconds, stale, ...scope }: ToMake): Promise<Moved<Made>> => {
    const flows = await main.call('flows', scope.window);
    const facts = await gather(forOneMap(isOfNow(scope) ? atOnce.now : atOnce.past), flows, { ...scope, intervalSeconds });
    const topology = await buildTopology(facts, scope, { of: (shape) => main.call('place', shape) });
    return await made(columnsOf({ ...topology, stale }));
  },
  fetch: async ({ key, path, parameters }: Asked): Promise<void> => {
    fetched.set(key, await bodyFrom(workerData as Source, path, parameters));
  },
  /** The same map, marked. */
  mark: ({ map, stale }: { readonly map: PackedMap; readonly stale: TopologyColumns['stale'] }): Promise<Moved<Made>> => made({ ...columnsIn(map), stale }),
  /** The map as rows, with every digit. */
  rows: (map: PackedMap): Promise<Moved<Body>> => moved(topologyIn(map)),
  workloads: ({ map, used }: { readonly map: PackedMap; readonly used: ReadonlyMap<string, Used> }): Promise<Moved<Body>> =>
    moved(workloadList(topologyIn(map), used)),
  diff: ({ a, b }: { readonly a: PackedMap; readonly b: PackedMap }): Promise<Moved<Body>> => moved(diffOf(topologyIn(a), topologyIn(b))),
};
export type MapWork = typeof work;

/** On Linux that of this thread alone: who asks for a map goes before who makes the next. */
setPriority(niceness);

if (parentPort === null) throw new Error('map-thread.ts is started as a thread');
const main = calls<ForMaps>(parentPort, work);
parentPort.on('message', main.hear);
