import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { ServerConfig } from '#contract/children.ts';
import type { Sparklines } from '#contract/history.ts';
import type { Record } from '#contract/record.ts';
import type { Doctor, Query } from '#contract/routes.ts';
import type { RulesChanged } from '#contract/rule-changes.ts';
import { alarmsOf } from './alerts/alarms.ts';
import { type Alerting, openAlerting } from './alerts/alerting.ts';
import type { Snapshot } from './alerts/alerts.ts';
import type { EvidenceSources } from './alerts/evidence.ts';
import type { Prepared } from './answers/prepared.ts';
import type { Refresher } from './answers/refresher.ts';
import { type DemoSwitches, noDemo } from './demo/switches.ts';
import { type Clocks, clocks } from './doctor/clocks.ts';
import { type DoctorOptions, doctor } from './doctor/doctor.ts';
import { type Edges, edges } from './edges/edges.ts';
import { told } from './events/told.ts';
import { sparklines } from './history/sparklines.ts';
import { positions } from './layout/positions.ts';
import { type Hub, hub } from './live/hub.ts';
import { type Logs, logs } from './logs/logs.ts';
import { type Nodes, type NodesOptions, nodes } from './nodes/nodes.ts';
import { type Overview, type OverviewOptions, overview } from './overview/overview.ts';
import { type OwnMetrics, ownMetrics } from './own-metrics.ts';
import { openRules, type Ruling } from './rules/open.ts';
import type { BulkTold } from './store/elasticsearch/bulk.ts';
import type { FlowStore } from './store/flows/flow-store.ts';
import { sqliteFlows } from './store/flows/sqlite-flows.ts';
import type { LogStore } from './store/logs/log-store.ts';
import { sqliteLogs } from './store/logs/sqlite-logs.ts';
import type { Prometheus } from './store/prometheus.ts';
import { type PrometheusOptions, prometheus } from './store/prometheus-client.ts';
import { retention } from './store/retention.ts';
import { sqliteStore } from './store/sqlite.ts';
import { type Store, StoreError } from './store/store.ts';
import { type Timelines, timelines } from './timeline/timeline.ts';
import { knownEdges } from './topology/known-edges.ts';
import { type Maps, type MapsOptions, maps } from './topology/maps.ts';
import { iso } from './topology/window.ts';
import type { Tracing } from './tracing.ts';
import { type WorkloadProcessesNow, workloadProcesses } from './workloads/processes.ts';
import { type Workloads, workloads } from './workloads/workloads.ts';

/** Everything that the routes stand on. */
export interface Services extends AsyncDisposable {
  readonly config: ServerConfig;
  readonly metrics: OwnMetrics;
  readonly store: Store;
  readonly logStore: LogStore;
  readonly flowStore: FlowStore;
  readonly clocks: Clocks;
  readonly logs: Logs;
  readonly maps: Maps;
  readonly edges: Edges;
  readonly workloads: Workloads;
  readonly processes: WorkloadProcessesNow;
  readonly nodes: Nodes;
  readonly overview: Overview;
  readonly sparklines: (query: Query<'GET /api/sparklines'>) => Promise<Sparklines>;
  readonly timelines: Timelines;
  readonly alerting: Alerting;
  readonly evidence: EvidenceSources;
  readonly doctor: Refresher<Prepared<Doctor>>;
  readonly demo: DemoSwitches;
  readonly ruling: Ruling;
  readonly hub: Hub;
  /** For people's own queries: apart from the map's, so that neither waits for the other. */
  readonly queries: Prometheus;
  /** How far back can be asked: for the map and for queries, for records, and for lines. */
  readonly keptMs: { readonly metrics: number; readonly records: number; readonly logs: number };
  readonly tracing: Tracing;
}

const dayMs = 86_400_000;
/** At a time: those of a large map would take every core of a host. */
const fewQueries = 4;
/** Of flows: a day of a thousand edges in each minute. */
const flowBytes = 256 << 20;

function movedAsideEvent({ node }: ServerConfig, file: string): Record {
  const at = iso(Date.now());
  return {
    id: `sonde.store_corrupt-${at}`,
    kind: 'event',
    time: at,
    node,
    type: 'sonde.store_corrupt',
    severity: 'error',
    identity: 'process:sonde-server',
    object: file.slice(-256),
    reason: '',
    message: `the database of events could not be read: it was moved aside and a new one begun`,
    attributes: { 'file.path': file },
    fingerprint: `sonde.store_corrupt-${at}`,
    count: 1,
  };
}

async function openStore(config: ServerConfig, path: string, log: FastifyBaseLogger): Promise<Store> {
  return await sqliteStore({
    path,
    maxBytes: config.retention.records.bytes,
    onMovedAside: (file) => {
      log.error({ file }, 'the database of events could not be read: it was moved aside and a new one begun');
      return [movedAsideEvent(config, file)];
    },
  });
}

/** What the server itself writes to Elasticsearch; what goes through Kafka its indexers count. */
function bulkTold({ bulkRequests, bulkBackOffs, deadLetters }: OwnMetrics, log: FastifyBaseLogger): Required<BulkTold> {
  return {
    onAnswer: () => bulkRequests.inc(),
    onBackOff: () => bulkBackOffs.inc(),
    onDead(count, reason) {
      deadLetters.inc(count);
      log.warn({ reason }, `${count} records went to the dead letters`);
    },
  };
}

/** What Elasticsearch takes, no other server has to load. */
async function openRecords(config: ServerConfig, path: string, metrics: OwnMetrics, log: FastifyBaseLogger): Promise<Store> {
  const own = await openStore(config, path, log);
  if (config.elasticsearch === undefined) return own;
  const { sharedRecords } = await import('./store/elasticsearch/shared-records.ts');
  return await sharedRecords(own, { ...config, elasticsearch: config.elasticsearch }, { onTrouble: (trouble) => log.warn(trouble), ...bulkTold(metrics, log) });
}

async function openLogs({ elasticsearch, dataDir, retention }: ServerConfig, metrics: OwnMetrics, log: FastifyBaseLogger): Promise<LogStore> {
  const onFailure = warnings(log)('the store of lines');
  if (elasticsearch === undefined) return sqliteLogs({ folder: join(dataDir, 'logs'), ...retention.logs, onFailure });
  const { elasticsearchLogs } = await import('./store/elasticsearch/elasticsearch-logs.ts');
  return elasticsearchLogs({ config: elasticsearch, ...retention.logs, onFailure, ...bulkTold(metrics, log) });
}

/** Where it is Elasticsearch that keeps records and lines. */
async function openDisks({ elasticsearch }: ServerConfig, { registry }: OwnMetrics, onRefused: (error: unknown) => void): Promise<AsyncDisposable[]> {
  if (elasticsearch === undefined) return [];
  const { keepDisks } = await import('./store/elasticsearch/kept-disks.ts');
  return [keepDisks(elasticsearch, { registry, onRefused })];
}

const engineOf = ({ elasticsearch }: ServerConfig): DoctorOptions['engine'] => (elasticsearch === undefined ? 'sqlite' : 'elasticsearch');

function scopeOf({ node, agents, ownPorts }: ServerConfig): MapsOptions['scope'] {
  return { hosts: [...new Set([node, ...agents.map((agent) => agent.node)])], ownPorts };
}

type Warn = (what: string) => (error: unknown) => void;
const warnings =
  (log: FastifyBaseLogger): Warn =>
  (what) =>
  (error) =>
    // What a store refuses is said in words, and is no mistake of this program.
    error instanceof StoreError ? log.warn(`${what}: ${error.message}`) : log.warn({ err: error }, what);

function openFlows({ dataDir, retention: { records } }: ServerConfig, warn: Warn): FlowStore {
  const onBroken = warn('the database of flows could not be read: a new one is begun');
  return sqliteFlows({ path: join(dataDir, 'flows.db'), ageMs: records.days * dayMs, maxBytes: flowBytes, onBroken, onFailure: warn('removing old flows') });
}

/** Of a moment ago: alerts that could not be asked for may be others by now. */
const certain = (snapshot: Snapshot | undefined) => (snapshot?.stale === null ? snapshot.alerts : undefined);

/** What the pages beside the map are made of. */
function pagesFrom(sources: NodesOptions & OverviewOptions): Pick<Services, 'workloads' | 'nodes' | 'overview' | 'sparklines'> {
  return { workloads: workloads(sources), nodes: nodes(sources), overview: overview(sources), sparklines: sparklines(sources) };
}

type ClientLimits = Pick<PrometheusOptions, 'timeoutMs' | 'maxBytes' | 'concurrency' | 'queue' | 'failTogether'>;

/** Each has limits of its own; all are counted together. */
function clientsOf({ prometheusUrl: url }: ServerConfig, metrics: OwnMetrics, tracing: Tracing): (limits: ClientLimits) => Prometheus {
  const onQuery: PrometheusOptions['onQuery'] = (outcome, seconds) => {
    metrics.queries.inc({ outcome });
    metrics.querySeconds.observe(seconds);
  };
  return (limits) => prometheus({ url, ...limits, tracing, onQuery });
}

function keptMsOf({ retention: { metrics, records, logs: lines } }: ServerConfig): Services['keptMs'] {
  return { metrics: metrics.days * dayMs, records: records.days * dayMs, logs: lines.days * dayMs };
}

function placesFailed({ storeFailures }: OwnMetrics, log: FastifyBaseLogger): (error: unknown) => void {
  return (error) => {
    storeFailures.inc();
    log.error({ err: error }, 'the store of places failed; the map goes on with those in memory');
  };
}

/** What the supervisor is asked to do. */
export type TellUp = (message: RulesChanged) => void;

export async function openServices(
  config: ServerConfig,
  log: FastifyBaseLogger,
  tracing: Tracing,
  tellUp: TellUp = () => undefined,
  demo: DemoSwitches = noDemo,
): Promise<Services> {
  const metrics = ownMetrics(config.version);
  const recordsPath = join(config.dataDir, 'records.db');
  const kept = await openRecords(config, recordsPath, metrics, log);
  const client = clientsOf(config, metrics, tracing);
  const forMaps = client({ timeoutMs: 15_000, maxBytes: 64 << 20, concurrency: fewQueries, queue: 400, failTogether: true });
  // Apart from the map's and the doctor's, which have to tell what is wrong.
  const forPages = client({ timeoutMs: 15_000, maxBytes: 16 << 20, concurrency: 8, queue: 400, failTogether: true });
  const { scrapeIntervalSeconds: intervalSeconds } = config;
  const keptMs = keptMsOf(config);
  const warn = warnings(log);
  const logStore = await openLogs(config, metrics, log);
  const flowStore = openFlows(config, warn);
  const disks = await openDisks(config, metrics, warn('how full the disks of Elasticsearch are is not known'));
  const queries = client({ timeoutMs: 20_000, maxBytes: 16 << 20, concurrency: 4, queue: 16 });
  const ruling = await openRules({ config, prometheus: queries, logStore, records: kept, metrics, tellUp, onFailure: warn });
  const live = hub();
  const store = told(kept, { hub: live, counters: ruling.counters });
  const onMap = knownEdges();
  const alerting = await openAlerting({ config, records: store, metrics, isOnMap: onMap.has, onFailure: warn });
  const agentClocks = clocks();
  const map = maps({
    ...{ prometheus: forMaps, flows: flowStore, intervalSeconds, dataDir: config.dataDir },
    places: positions({ store, now: Date.now, onFailure: placesFailed(metrics, log) }),
    retentionMs: keptMs.metrics,
    scope: scopeOf(config),
    alarms: () => alarmsOf(alerting.alerts.live.peek()?.alerts ?? []),
    onFailure: warn('the map could not be made'),
  });
  onMap.follow(map.live);
  const examined = doctor({
    ...{ cluster: config.cluster, agents: config.agents, agentsToken: config.ingestToken, dataDir: config.dataDir },
    ...{ prometheus: forMaps, intervalSeconds, maps: map, alerting, registry: metrics.registry },
    ...{ records: store, recordsPath, logs: logStore, engine: engineOf(config), clocks: agentClocks },
    onFailure: warn('the doctor could not be asked'),
  });
  const sources = { maps: map, prometheus: forPages, records: store, intervalSeconds };
  const lines = logs(logStore);
  const stopRetention = retention(store, { ageMs: keptMs.records, maxBytes: config.retention.records.bytes, onFailure: warn('removing old events') });
  return {
    config,
    metrics,
    store,
    logStore,
    flowStore,
    clocks: agentClocks,
    logs: lines,
    alerting,
    evidence: { ...sources, logs: lines, onFailure: warn('evidence of an alert could not be found') },
    maps: map,
    ...pagesFrom({ ...sources, doctor: examined, alerts: () => certain(alerting.alerts.live.peek()) }),
    processes: workloadProcesses({ maps: map, agents: config.agents, token: config.ingestToken }),
    edges: edges({ maps: map, flows: flowStore, prometheus: forMaps, records: store, intervalSeconds }),
    timelines: timelines({ prometheus: forMaps, records: store, intervalSeconds, keptMs }),
    doctor: examined,
    demo,
    ...{ hub: live, queries, ruling, keptMs },
    tracing,
    [Symbol.asyncDispose]: async () => {
      stopRetention();
      await Promise.all([map.stop(), examined.stop(), ruling.counters.stop(), alerting[Symbol.asyncDispose]()]);
      await Promise.all([store, logStore, flowStore, ...disks].map((one) => one[Symbol.asyncDispose]()));
      await tracing.stop();
    },
  };
}
