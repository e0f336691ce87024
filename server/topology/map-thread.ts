import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { TopologyColumns } from '#contract/routes.ts';
import { type Body, bodyOf } from '../answers/prepared.ts';
import type { Used } from '../history/identity.ts';
import type { ToldEdges } from '../store/flows/flow-store.ts';
import { type Body as Answer, asking, type Labels, type Path, passedFrom, type Source } from '../store/prometheus.ts';
import { bodyFrom } from '../store/prometheus-client.ts';
import { calls, Moved } from '../threads/calls.ts';
import { workloadList } from '../workloads/list.ts';
import { buildTopology, type MapScope, type MapShape, type Placed } from './build.ts';
import { diffOf } from './diff.ts';
import { gather } from './gather.ts';
import { columnsOf, columnsText, topologyOf } from './map-body.ts';
import type { Window } from './window.ts';

export interface ToMake extends MapScope {
  readonly intervalSeconds: number;
  readonly stale: TopologyColumns['stale'];
}

export interface Made {
  readonly columns: TopologyColumns;
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
  return new Moved({ columns, body }, bytesOf(body));
}

async function moved(value: unknown): Promise<Moved<Body>> {
  const body = await bodyOf(JSON.stringify(value));
  return new Moved(body, bytesOf(body));
}

/** Answers that were fetched, until they are read. */
const fetched = new Map<number, Answer>();
let count = 0;

async function pass(path: Path, parameters: Labels): Promise<ReturnType<typeof passedFrom>> {
  count += 1;
  const key = count;
  await main.call('ask', { key, path, parameters });
  const answer = fetched.get(key);
  fetched.delete(key);
  if (answer === undefined) throw new Error(`an answer of Prometheus was lost: ${parameters.query}`);
  return passedFrom(answer);
}

/** What costs the time of a large map: reading what Prometheus says, counting it together, writing it down. */
const work = {
  make: async ({ intervalSeconds, stale, ...scope }: ToMake): Promise<Moved<Made>> => {
    const flows = await main.call('flows', scope.window);
    const facts = await gather(asking(pass), flows, scope.window, intervalSeconds);
    const topology = await buildTopology(facts, scope, { of: (shape) => main.call('place', shape) });
    return await made(columnsOf({ ...topology, stale }));
  },
  fetch: async ({ key, path, parameters }: Asked): Promise<void> => {
    fetched.set(key, await bodyFrom(workerData as Source, path, parameters));
  },
  /** The body of a map that was changed since it was made. */
  write: made,
  /** The map as rows, with every digit. */
  rows: (columns: TopologyColumns): Promise<Moved<Body>> => moved(topologyOf(columns)),
  workloads: ({ columns, used }: { readonly columns: TopologyColumns; readonly used: ReadonlyMap<string, Used> }): Promise<Moved<Body>> =>
    moved(workloadList(topologyOf(columns), used)),
  diff: ({ a, b }: { readonly a: TopologyColumns; readonly b: TopologyColumns }): Promise<Moved<Body>> => moved(diffOf(topologyOf(a), topologyOf(b))),
};
export type MapWork = typeof work;

/** On Linux that of this thread alone: who asks for a map goes before who makes the next. */
setPriority(niceness);

if (parentPort === null) throw new Error('map-thread.ts is started as a thread');
const main = calls<ForMaps>(parentPort, work);
parentPort.on('message', main.hear);
