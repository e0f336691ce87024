import { type Static, Type } from 'typebox';

/** One thing that was looked at. `mend` says what to do, in the user's words; empty where nothing is to be done. */
export const Check = Type.Object({
  name: Type.String(),
  state: Type.Union([Type.Literal('ok'), Type.Literal('warning'), Type.Literal('failed'), Type.Literal('info')]),
  says: Type.String(),
  mend: Type.String(),
});
export type Check = Static<typeof Check>;

/** The check of a collector itself, by its name. What it says of one that is not as it should be, the check of its agent says too. */
export const collectorCheck = (collector: string): string => `collector ${collector}`;
export const isCollectorCheck = ({ name }: Pick<Check, 'name'>): boolean => name.startsWith(collectorCheck(''));

export const CollectorReport = Type.Object({
  name: Type.String(),
  help: Type.String(),
  up: Type.Boolean(),
  reason: Type.String({ description: 'Why it is not up; empty while it is.' }),
  lacks: Type.Optional(
    Type.Object(
      { says: Type.String(), mend: Type.String() },
      { description: 'What it does not count on this kernel, and why; absent where nothing is missing.' },
    ),
  ),
  programs: Type.Array(
    Type.Object({
      name: Type.String(),
      hook: Type.String(),
      runsPerSecond: Type.Number(),
      nsPerRun: Type.Number(),
    }),
  ),
  cpuSecondsKernel: Type.Number(),
  cpuSecondsAgent: Type.Number(),
  lost: Type.Record(Type.String(), Type.Number(), { description: 'Losses since the start, by reason; reasons at 0 are left out.' }),
});
export type CollectorReport = Static<typeof CollectorReport>;

/** A value that a source on the host reported and that cannot be true: it was left out, and counted. */
export const RejectedSample = Type.Object({
  source: Type.String({ description: 'where it was read, like loadavg' }),
  field: Type.String({ description: 'what it was to be, like load1' }),
  count: Type.Number({ description: 'how often, in the last 15 minutes' }),
});
export type RejectedSample = Static<typeof RejectedSample>;

/** What `GET /doctor` of an agent answers. */
export const AgentReport = Type.Object({
  node: Type.String(),
  cluster: Type.String(),
  version: Type.String(),
  startedAt: Type.String({ format: 'date-time' }),
  host: Type.Object({
    kernel: Type.String(),
    architecture: Type.String(),
    cpus: Type.Integer(),
    memoryBytes: Type.Integer(),
    bootedAt: Type.String({ format: 'date-time' }),
    addresses: Type.Array(Type.String()),
  }),
  residentBytes: Type.Integer(),
  residentPeakBytes: Type.Integer(),
  cpuSeconds: Type.Number({ description: 'User and system time of the agent process since its start.' }),
  series: Type.Object({ budget: Type.Integer(), exposed: Type.Integer(), edgesNamed: Type.Integer(), edgesInOther: Type.Integer() }),
  collectors: Type.Array(CollectorReport),
  checks: Type.Array(Check),
  unixSockets: Type.Object({
    connected: Type.Integer(),
    says: Type.String({ description: 'What talks over unix sockets, where no requests are seen, in words.' }),
  }),
});
export type AgentReport = Static<typeof AgentReport>;

const total = (description: string) => Type.Integer({ minimum: 0, description });

/** As which Prometheus scrapes the agent, what reads lines on a host, the server, the indexer of `up`, and those that run elsewhere. */
export const agentJob = 'sonde-agent';
export const logsJob = 'sonde-logs';
export const serverJob = 'sonde-server';
export const indexerJob = 'sonde-indexer';
export const indexerElsewhereJob = 'sonde-indexer-elsewhere';

/** Which way lines and events take, and how much waits on it. */
export const Pipeline = Type.Object({
  spools: Type.Array(
    Type.Object({
      node: Type.String(),
      lines: total('that were read and not taken yet'),
      bytes: total('on the disk'),
      limitBytes: total('beyond which the oldest lines are lost'),
    }),
  ),
  kafka: Type.Union([
    Type.Object({
      lagRecords: Type.Union([total('that are in Kafka and not stored yet'), Type.Null()], { description: 'null: no indexer tells' }),
      lagSeconds: Type.Union([Type.Number(), Type.Null()], { description: 'how old the oldest of them is; 0 without any; null: no indexer tells' }),
      indexers: Type.Array(
        Type.Object({
          node: Type.String(),
          instance: Type.String(),
          joined: Type.Union([Type.Boolean(), Type.Null()], { description: 'whether it is in its group in Kafka; null: it does not tell' }),
          storedPerSecond: Type.Union([Type.Number(), Type.Null()]),
          lost: total('records that Kafka let go of before they were read, in the last 15 minutes'),
          dead: total('records that could not be stored in any form, in the last 15 minutes'),
          pauses: total('waits for Elasticsearch, in the last 15 minutes'),
          rejected: total('times that Elasticsearch asked it for less, in the last 15 minutes'),
        }),
      ),
    }),
    Type.Null(),
  ]),
  store: Type.Object({
    engine: Type.Union([Type.Literal('sqlite'), Type.Literal('elasticsearch')]),
    lines: Type.Union([total('that are kept'), Type.Null()]),
    bytes: Type.Union([total('that they take'), Type.Null()]),
    dead: total('records that it took from the server itself in no form, in the last 15 minutes'),
    rejected: total('times that it asked the server itself for less, in the last 15 minutes'),
  }),
});
export type Pipeline = Static<typeof Pipeline>;
