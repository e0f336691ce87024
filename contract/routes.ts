import { type Static, type TSchema, Type } from 'typebox';
import { alertRoutes } from './alert-routes.ts';
import { boardRoutes } from './boards.ts';
import type { Columns } from './columns/column.ts';
import { demoRoutes } from './demo.ts';
import { Check, Pipeline } from './doctor.ts';
import { EdgeCounts, Series } from './edge-counts.ts';
import { eventRoutes } from './event-routes.ts';
import { History, LatencyHistory, Light, ResourceUse, Sparklines } from './history.ts';
import { identityKinds, transports } from './identity.ts';
import { logRoutes } from './log-routes.ts';
import { Lost } from './lost.ts';
import { l7Protocols } from './metrics.ts';
import { HostNode, NodeDetail, ObservedNode } from './nodes.ts';
import { WorkloadProcesses } from './processes.ts';
import { queryRoutes } from './query-routes.ts';
import { deliveryRoutes, receiverRoutes } from './receiver-routes.ts';
import { Record, RecordBatch } from './record.ts';
import { Health, identityFields, Moment, momentInput, TimeRange, windowFields } from './reply.ts';
import { Confidence, EdgeL7, EdgeRequests, ProtocolRequests, RequestTotals } from './requests.ts';
import { route } from './route.ts';
import { ruleRoutes } from './rule-routes.ts';
import { runbookRoutes } from './runbooks.ts';
import { literals, nullable } from './schema.ts';
import { silenceRoutes } from './silence-routes.ts';
import { Timeline } from './timeline.ts';
import { webhookRoutes } from './webhook-routes.ts';

const Rate = (description: string) => Type.Number({ description });

/** Rates over the window; bytes are payload, as the client sent and received them (the server's view where the client is not observed). */
export const EdgeL4 = Type.Object({
  connectsPerSecond: Rate('established connections'),
  failuresPerSecond: Rate('failed connects'),
  failureRatio: nullable(Type.Number({ description: 'failed / (failed + established); null without attempts' })),
  openConnections: Type.Number(),
  toServerBytesPerSecond: Rate('payload, client to server'),
  toClientBytesPerSecond: Rate('payload, server to client'),
  retransmittedSegmentsPerSecond: Rate('both ends'),
  resetsPerSecond: Rate('each reset once'),
  droppedPacketsPerSecond: Rate('packets that the kernel dropped, both ends'),
  rttP50Seconds: nullable(Type.Number({ description: 'on the map the median of the medians of each minute; of one edge from all samples' })),
  rttP99Seconds: nullable(Type.Number({ description: 'on the map that of the worst minute; of one edge from all samples' })),
});
export type EdgeL4 = Static<typeof EdgeL4>;

export const TopologyNode = Type.Object({
  ...identityFields,
  x: Type.Number({ description: 'left edge, px at scale 1' }),
  y: Type.Number({ description: 'top edge, px at scale 1' }),
  group: nullable(Type.String({ description: 'id of the group that it stands in' })),
  health: Health,
  own: Type.Boolean({ description: 'one of Sonde’s own processes' }),
  hosts: Type.Array(Type.String(), { description: 'the observed nodes that it runs on' }),
  /** The protocol of most requests to it; absent where none are seen. */
  serves: Type.Optional(literals(l7Protocols)),
  listening: Type.Array(Type.Object({ port: Type.Integer(), transport: literals(['tcp', 'udp'] as const) })),
});
export type TopologyNode = Static<typeof TopologyNode>;

export const TopologyEdge = Type.Object({
  id: Type.String(),
  client: Type.String({ description: 'id of a node' }),
  server: Type.String({ description: 'id of a node' }),
  port: Type.Integer({ description: '0 for unix sockets, which have none' }),
  transport: literals(transports),
  traffic: literals(['loopback', 'lan', 'internet'] as const),
  health: Health,
  confidence: Confidence,
  light: Type.Boolean({
    description:
      'beyond the series budget: known by one record a minute, without latencies; what it counts is in the edge of `other` too, so that the edges that are not light add up to the whole',
  }),
  own: Type.Boolean({ description: 'both ends are Sonde’s own, or one is and the other is only scraped or queried by it' }),
  l4: EdgeL4,
  l7: EdgeL7,
});
export type TopologyEdge = Static<typeof TopologyEdge>;

/** What stands together on the map: a namespace, the hosts where there is more than one, or what is outside. Its box holds all its nodes; boxes do not overlap. */
export const TopologyGroup = Type.Object({
  id: Type.String(),
  kind: literals(['namespace', 'hosts', 'external'] as const),
  name: Type.String(),
  x: Type.Number({ description: 'left edge, px at scale 1' }),
  y: Type.Number({ description: 'top edge, px at scale 1' }),
  width: Type.Number(),
  height: Type.Number(),
  nodes: Type.Integer(),
});
export type TopologyGroup = Static<typeof TopologyGroup>;

const watchedSeconds = Type.Number({ description: 'how much of the window was watched: rates are over this time; 0 where none of it was' });

export const Topology = Type.Object({
  ...windowFields,
  watchedSeconds,
  /** Edges beyond the series budget count from this minute on: there is more of them in the window than is read. */
  flowsSince: Type.Optional(Moment),
  hosts: Type.Array(Type.Object({ node: Type.String(), up: Type.Boolean() })),
  groups: Type.Array(TopologyGroup),
  nodes: Type.Array(TopologyNode),
  edges: Type.Array(TopologyEdge),
  lost: Lost,
});
export type Topology = Static<typeof Topology>;

const ColumnsOf = <Row extends TSchema>(_row: Row) =>
  Type.Unsafe<Columns<Static<Row>>>(Type.Object({ rows: Type.Integer(), column: Type.Unknown({ description: 'as contract/columns/column.ts has it' }) }));

/** The same by columns. */
export const TopologyColumns = Type.Object({ ...Topology.properties, nodes: ColumnsOf(TopologyNode), edges: ColumnsOf(TopologyEdge) });
export type TopologyColumns = Static<typeof TopologyColumns>;

/** Who is on a map, without numbers: for scope and search. */
export const Names = Type.Object({ at: Moment, nodes: Type.Array(Type.Pick(TopologyNode, ['id', 'kind', 'name', 'namespace', 'serves', 'hosts', 'own'])) });
export type Names = Static<typeof Names>;

/** What became of an edge that is there at both moments: what is worst first. */
export const changes = ['failing', 'slower', 'busier', 'quieter', 'faster', 'recovered'] as const;

const EdgeChange = Type.Object({
  id: Type.String(),
  changes: Type.Array(literals(changes), { minItems: 1 }),
  says: Type.String({ description: 'in words, with both numbers: `p99 842 ms in the worst minute, was 21 ms`' }),
});

/** What a map can be trusted with: as its own reply says it. */
const Watched = Type.Pick(Topology, ['watchedSeconds', 'hosts', 'lost']);
export type Watched = Static<typeof Watched>;

/** Two windows of one length, ending at `a` and at `b`. Ids are those of the maps at these moments. Where one was not watched at all, the lists are empty. */
export const TopologyDiff = Type.Object({
  a: Moment,
  b: Moment,
  windowSeconds: Type.Number(),
  watched: Type.Object({ a: Watched, b: Watched }, { description: 'whether what is missing at a moment was not there, or only not seen' }),
  nodes: Type.Object({ appeared: Type.Array(Type.String()), vanished: Type.Array(TopologyNode) }),
  edges: Type.Object({ appeared: Type.Array(Type.String()), vanished: Type.Array(TopologyEdge), changed: Type.Array(EdgeChange) }),
});
export type TopologyDiff = Static<typeof TopologyDiff>;

export const EdgeDetail = Type.Object({
  ...windowFields,
  client: TopologyNode,
  server: TopologyNode,
  edge: TopologyEdge,
  counts: EdgeCounts,
  requests: EdgeRequests,
  rtt: nullable(
    Type.Object({ p50Seconds: nullable(Type.Number()), p99Seconds: nullable(Type.Number()), jitterSeconds: nullable(Type.Number()), samples: Type.Integer() }),
  ),
  connectTime: nullable(Type.Object({ p50Seconds: nullable(Type.Number()), p99Seconds: nullable(Type.Number()), samples: Type.Integer() })),
  history: Type.Object({ start: Moment, stepSeconds: Type.Number(), series: Type.Array(Series) }),
  use: Type.Object({ client: ResourceUse, server: ResourceUse }, { description: 'of their hosts, by all that they do' }),
  events: Type.Array(Record),
  summary: Type.String({ description: 'one sentence that names what matters about this edge' }),
});
export type EdgeDetail = Static<typeof EdgeDetail>;

/** All edges of one direction together. */
const Direction = Type.Object({ ...RequestTotals.properties, openConnections: Type.Number(), edges: Type.Integer() });

/** What runs: a process, a unit, a container. */
export const Workload = Type.Object({ ...TopologyNode.properties, in: Direction, out: Direction, use: ResourceUse });
export type Workload = Static<typeof Workload>;

export const Workloads = Type.Object({
  ...windowFields,
  watchedSeconds,
  confidence: Confidence,
  workloads: Type.Array(Workload),
});
export type Workloads = Static<typeof Workloads>;

const WorkloadEdge = Type.Object({ ...TopologyEdge.properties, peer: TopologyNode });

export const WorkloadDetail = Type.Object({
  ...windowFields,
  confidence: Confidence,
  workload: Workload,
  requests: Type.Array(ProtocolRequests, { description: 'what it is asked, by protocol' }),
  inbound: Type.Array(WorkloadEdge),
  outbound: Type.Array(WorkloadEdge),
  history: History,
  latency: LatencyHistory,
  events: Type.Array(Record),
});
export type WorkloadDetail = Static<typeof WorkloadDetail>;

export const Overview = Type.Object({
  ...windowFields,
  lights: Type.Array(Light, { description: 'those of which there is something to tell' }),
});
export type Overview = Static<typeof Overview>;

export const Doctor = Type.Object({
  at: Moment,
  state: literals(['ok', 'warning', 'failed'] as const),
  checks: Type.Array(Check),
  hosts: Type.Array(HostNode),
  /** Null while Prometheus tells nothing new. */
  lost: nullable(Lost),
  /** Null where nothing reads lines, or while Prometheus tells nothing. */
  pipeline: nullable(Pipeline),
});
export type Doctor = Static<typeof Doctor>;

const WorkloadId = Type.Object({
  id: Type.String({ maxLength: 600, pattern: `^(${identityKinds.join('|')}):.+$`, description: 'an identity as the list has it, like process:nginx' }),
});

export const liveTopics = ['topology', 'doctor', 'events', 'logs', 'alerts'] as const;

export const routes = {
  'GET /api/topology': route('/api/topology', 'Nodes and edges of a window, with rates, health and positions.', { query: TimeRange, reply: Topology }),
  'GET /api/topology/columns': route('/api/topology/columns', 'The same by columns, its figures to 6 digits: a sixth of the bytes.', {
    query: TimeRange,
    reply: TopologyColumns,
  }),
  'GET /api/topology/diff': route('/api/topology/diff', 'What is different on the map between two moments.', {
    query: Type.Object(
      { a: momentInput, b: Type.Optional(momentInput), windowSeconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 86_400 })) },
      {
        additionalProperties: false,
      },
    ),
    reply: TopologyDiff,
  }),
  'GET /api/names': route('/api/names', 'Who is on the map of a window, without numbers.', { query: TimeRange, reply: Names }),
  'GET /api/timeline': route('/api/timeline', 'All edges together over time, with its events: at most 200 steps.', { query: TimeRange, reply: Timeline }),
  'POST /api/layout/tidy': route('/api/layout/tidy', 'Gives every node of the present map a new place: a person asked for it.', {
    method: 'POST',
    reply: Type.Object({ moved: Type.Integer({ description: 'nodes that stand elsewhere now' }) }),
  }),
  'GET /api/edges/:id': route('/api/edges/:id', 'One edge: exact counts, history, events.', {
    params: Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) }),
    query: TimeRange,
    reply: EdgeDetail,
  }),
  'GET /api/workloads': route('/api/workloads', 'What runs: its requests in and out, and its health.', { query: TimeRange, reply: Workloads }),
  'GET /api/workloads/:id': route('/api/workloads/:id', 'One workload: what it is asked by protocol, its edges, its events.', {
    params: WorkloadId,
    query: TimeRange,
    reply: WorkloadDetail,
  }),
  'GET /api/workloads/:id/processes': route('/api/workloads/:id/processes', 'The processes of one workload as they are now; of a past time 404.', {
    params: WorkloadId,
    query: TimeRange,
    reply: WorkloadProcesses,
  }),
  'GET /api/nodes': route('/api/nodes', 'The observed hosts.', { reply: Type.Object({ at: Moment, nodes: Type.Array(ObservedNode) }) }),
  'GET /api/nodes/:node': route('/api/nodes/:node', 'One host over time: CPU, load, pressure, memory, disks, filesystems, network, and who uses it.', {
    params: Type.Object({ node: Type.String({ minLength: 1, maxLength: 253 }) }),
    query: TimeRange,
    reply: NodeDetail,
  }),
  'GET /api/overview': route('/api/overview', 'What is unhealthy, why, and what to look at first.', { query: TimeRange, reply: Overview }),
  'GET /api/sparklines': route('/api/sparklines', 'A few points of each line of some rows of a table.', {
    query: Type.Object(
      {
        ...TimeRange.properties,
        of: literals(['workloads', 'nodes'] as const),
        ids: Type.String({ minLength: 2, maxLength: 8192, description: 'a JSON array of at most 50 ids of workloads or names of nodes' }),
      },
      { additionalProperties: false },
    ),
    reply: Sparklines,
  }),
  'GET /api/doctor': route('/api/doctor', 'What is seen and what is not, its cost, and how to mend each line.', { reply: Doctor }),
  ...demoRoutes,
  ...boardRoutes,
  ...eventRoutes,
  ...alertRoutes,
  ...silenceRoutes,
  ...receiverRoutes,
  ...deliveryRoutes,
  ...logRoutes,
  ...ruleRoutes,
  ...webhookRoutes,
  ...runbookRoutes,
  ...queryRoutes,
  'POST /api/records': route('/api/records', 'Takes records from agents; needs the ingest token.', {
    method: 'POST',
    body: RecordBatch,
    reply: Type.Object({ stored: Type.Integer(), known: Type.Integer({ description: 'records that were there already' }) }),
  }),
} as const;
export type RouteName = keyof typeof routes;
export type Query<Name extends RouteName> = Static<(typeof routes)[Name]['query']>;
export type Reply<Name extends RouteName> = Static<(typeof routes)[Name]['reply']>;
export type Params<Name extends RouteName> = Static<(typeof routes)[Name]['params']>;
export type Body<Name extends RouteName> = Static<(typeof routes)[Name]['body']>;
