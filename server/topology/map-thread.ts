import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { TopologyColumns } from '#contract/routes.ts';
import { type Body, bodyOf } from '../answers/prepared.ts';
import type { Used } from '../history/identity.ts';
import { type Body as Answer, asking, type Labels, type Path, passedFrom } from '../store/prometheus.ts';
import { calls, Moved } from '../threads/calls.ts';
import { workloadList } from '../workloads/list.ts';
import { buildTopology, type MapScope, type MapShape, type Placed } from './build.ts';
import { diffOf } from './diff.ts';
import { gather } from './gather.ts';
import { columnsOf, columnsText, topologyOf } from './map-body.ts';

export interface ToMake extends MapScope {
  readonly intervalSeconds: number;
  readonly stale: TopologyColumns['stale'];
}

export interface Made {
  readonly columns: TopologyColumns;
  readonly body: Body;
}

/** What the thread asks of the rest of the server. */
export interface ForMaps {
  readonly ask: (asked: { readonly path: Path; readonly parameters: Labels }) => Promise<Answer | Moved<Answer>>;
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

/** What costs the time of a large map: reading what Prometheus says, counting it together, writing it down. */
const work = {
  make: async ({ intervalSeconds, stale, ...scope }: ToMake): Promise<Moved<Made>> => {
    const facts = await gather(
      asking(async (path, parameters) => passedFrom(await main.call('ask', { path, parameters }))),
      scope.window,
      intervalSeconds,
    );
    const topology = await buildTopology(facts, scope, { of: (shape) => main.call('place', shape) });
    return await made(columnsOf({ ...topology, stale }));
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
