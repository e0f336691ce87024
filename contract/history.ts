import { type Static, Type } from 'typebox';
import { Series } from './edge-counts.ts';
import { RequestLatency } from './requests.ts';
import { literals, nullable } from './schema.ts';

/** Lines that share a unit, with the query that they came of: an empty one has no data in the window. */
export const HistoryChart = Type.Object({
  id: Type.String(),
  query: Type.String({ description: 'PromQL, as it was asked; to be asked again as it is' }),
  series: Type.Array(Series, { maxItems: 16 }),
});
export type HistoryChart = Static<typeof HistoryChart>;

/** Charts over the same steps; a value stands for the step that ends at its time. */
export const History = Type.Object({
  start: Type.String({ format: 'date-time' }),
  stepSeconds: Type.Number(),
  steps: Type.Integer(),
  charts: Type.Array(HistoryChart),
});
export type History = Static<typeof History>;

/** How long all requests took, whatever their protocol, with percentiles of each step. */
export const LatencyHistory = nullable(
  Type.Object({
    query: Type.String({ description: 'PromQL, as it was asked; empty where it was read from raw samples' }),
    latency: Type.Omit(RequestLatency, ['protocol']),
    p50: Type.Array(nullable(Type.Number())),
    p99: Type.Array(nullable(Type.Number())),
  }),
);
export type LatencyHistory = Static<typeof LatencyHistory>;

/** A few points of each line of a row: for a glance, in a table. */
export const Sparklines = Type.Object({
  stepSeconds: Type.Number(),
  rows: Type.Array(Type.Object({ id: Type.String(), series: Type.Array(Series) })),
});
export type Sparklines = Static<typeof Sparklines>;

/** What an identity used of its hosts on average in the window; null where it is not among those that are counted by name. */
export const ResourceUse = Type.Object({
  cpuCores: nullable(Type.Number({ description: 'on average in the window' })),
  memoryBytes: nullable(Type.Number({ description: 'at its end, without file pages not used of late' })),
  memoryLimitBytes: nullable(Type.Number()),
});
export type ResourceUse = Static<typeof ResourceUse>;

const share = (description: string) => nullable(Type.Number({ description: `0 to 1: ${description}` }));

/** What a host is used to, now. */
export const NodeUse = Type.Object({
  cpuShare: share('of all CPUs, not idle, in the last scrapes'),
  load1: nullable(Type.Number()),
  memoryShare: share('of the memory, not available to programs'),
  fullestShare: share('of the fullest filesystem, not available to programs'),
  fullestMount: Type.String({ description: 'where the fullest filesystem is mounted; empty where none is known' }),
  receivedBytesPerSecond: nullable(Type.Number()),
  sentBytesPerSecond: nullable(Type.Number()),
});
export type NodeUse = Static<typeof NodeUse>;

export const Filesystem = Type.Object({
  mountpoint: Type.String(),
  device: Type.String(),
  type: Type.String(),
  sizeBytes: nullable(Type.Number()),
  availableBytes: nullable(Type.Number()),
  filesShare: share('of the inodes, used'),
  readOnly: Type.Boolean(),
  failing: Type.Boolean({ description: 'it cannot be asked' }),
});
export type Filesystem = Static<typeof Filesystem>;

/** Those that are always there, then those that only alerts light. */
const lightNames = ['network', 'compute', 'memory', 'storage', 'pipeline', 'logs', 'other'] as const;
const lightThings = ['workload', 'edge', 'node', 'check', 'alerts'] as const;
const lightStates = ['ok', 'warning', 'critical', 'unknown'] as const;

/** One thing to look at: what it is, and in words what is wrong with it. */
export const LightThing = Type.Object({
  kind: literals(lightThings),
  id: Type.String({ description: 'of the workload, edge or node; of a check its name; of alerts the words that find them, empty for all' }),
  name: Type.String(),
  state: literals(lightStates),
  says: Type.String(),
});
export type LightThing = Static<typeof LightThing>;

/** What a light was judged by. It is asked of what is kept, so that the same window has the same colour later; but alerts that fire now know of silences, and tell of the edges that they name. */
export const LightInput = Type.Object({
  name: Type.String({ description: 'what is looked at' }),
  state: literals(lightStates),
  value: nullable(Type.Number({ description: 'the worst there was; null where nothing was measured' })),
  unit: Type.String({ description: 'ratio, or empty for a plain number' }),
  of: Type.String({ description: 'of whom the worst was; empty where nobody stands out' }),
  warning: nullable(Type.Number({ description: 'from here on the light is amber; null: each is judged for itself' })),
  critical: nullable(Type.Number({ description: 'from here on it is red; null: never by this, or each for itself' })),
  query: Type.String({ description: 'PromQL, to be asked as it is; empty where it is no question to Prometheus' }),
});
export type LightInput = Static<typeof LightInput>;

/** A traffic light: its colour, why, and what to look at first. */
export const Light = Type.Object({
  name: literals(lightNames),
  state: literals(lightStates),
  says: Type.String({ description: 'one sentence: the reason of the colour, or what is fine' }),
  things: Type.Array(LightThing, { maxItems: 3, description: 'worst first' }),
  more: Type.Integer({ description: 'how many more there are' }),
  inputs: Type.Array(LightInput, { description: 'all that was looked at, whatever came of it' }),
});
export type Light = Static<typeof Light>;
