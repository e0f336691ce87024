import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the server says of itself on /metrics. */
export interface OwnMetrics {
  readonly registry: Registry;
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly requestSeconds: Histogram<'method' | 'route'>;
  readonly queries: Counter<'outcome'>;
  readonly querySeconds: Histogram<never>;
  readonly liveStreams: Gauge<never>;
  readonly liveCut: Counter<'reason'>;
  readonly liveDropped: Counter<never>;
  readonly records: Counter<'outcome'>;
  readonly logLines: Counter<'outcome'>;
  readonly flows: Counter<'outcome'>;
  readonly aheadBatches: Counter<never>;
  readonly storeFailures: Counter<never>;
  readonly deliveries: Counter<'outcome'>;
  readonly deliveryAttempts: Counter<'outcome'>;
}

const seconds = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10];

/**
 * The process itself, under the names that every Prometheus client uses. Not prom-client's own set: promtool finds fault with
 * two of its names, and its event-loop histogram wakes an idle process a hundred times a second.
 */
export function processMetrics(registers: Registry[]): void {
  const startSeconds = (performance.timeOrigin / 1000).toFixed(3);
  new Gauge({ name: 'process_start_time_seconds', help: 'When the process started, in seconds since the epoch.', registers }).set(Number(startSeconds));
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'User and system CPU time of the process.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'process_open_fds',
    help: 'Open file descriptors of the process.',
    registers,
    collect() {
      this.set(readdirSync('/proc/self/fd').length);
    },
  });
  let before = performance.eventLoopUtilization();
  new Gauge({
    name: 'nodejs_eventloop_utilization_ratio',
    help: 'Share of the time since the last scrape in which the event loop was at work.',
    registers,
    collect() {
      const now = performance.eventLoopUtilization();
      this.set(performance.eventLoopUtilization(now, before).utilization);
      before = now;
    },
  });
}

export function ownMetrics(version: string): OwnMetrics {
  const registry = new Registry();
  const registers = [registry];
  processMetrics(registers);
  new Gauge({ name: 'sonde_server_build_info', help: 'Always 1; the version is in the label.', labelNames: ['version'], registers }).set({ version }, 1);
  const queries = new Counter({ name: 'sonde_server_queries_total', help: 'Queries that the server sent to Prometheus.', labelNames: ['outcome'], registers });
  for (const outcome of ['ok', 'away', 'bad-query', 'too-much']) queries.inc({ outcome }, 0);
  const records = new Counter({ name: 'sonde_server_records_total', help: 'Records that agents sent.', labelNames: ['outcome'], registers });
  const logLines = new Counter({ name: 'sonde_server_log_lines_total', help: 'Log lines that agents sent.', labelNames: ['outcome'], registers });
  const flows = new Counter({
    name: 'sonde_server_flows_total',
    help: 'Flows that agents sent: a minute of an edge that has no series.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['stored', 'known']) for (const counter of [records, logLines, flows]) counter.inc({ outcome }, 0);
  const deliveries = new Counter({ name: 'sonde_deliveries_total', help: 'Notifications of alerts that came to an end.', labelNames: ['outcome'], registers });
  for (const outcome of ['delivered', 'given_up']) deliveries.inc({ outcome }, 0);
  const deliveryAttempts = new Counter({
    name: 'sonde_delivery_attempts_total',
    help: 'Attempts to bring a notification to its receiver.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['ok', 'failed']) deliveryAttempts.inc({ outcome }, 0);
  const liveCut = new Counter({ name: 'sonde_server_live_cut_total', help: 'Live streams that the server ended.', labelNames: ['reason'], registers });
  for (const reason of ['slow', 'full']) liveCut.inc({ reason }, 0);
  return {
    registry,
    queries,
    deliveries,
    deliveryAttempts,
    records,
    logLines,
    flows,
    aheadBatches: new Counter({
      name: 'sonde_server_ahead_batches_total',
      help: 'Batches of a day that has not come here: the clock of their agent is ahead. They are kept with those of today.',
      registers,
    }),
    liveCut,
    liveDropped: new Counter({ name: 'sonde_server_live_dropped_lines_total', help: 'Log lines that live readers were too slow for.', registers }),
    requests: new Counter({ name: 'sonde_server_requests_total', help: 'HTTP requests answered.', labelNames: ['method', 'route', 'status'], registers }),
    requestSeconds: new Histogram({
      name: 'sonde_server_request_seconds',
      help: 'Time to answer an HTTP request.',
      labelNames: ['method', 'route'],
      buckets: seconds,
      registers,
    }),
    querySeconds: new Histogram({ name: 'sonde_server_query_seconds', help: 'Time that Prometheus took to answer.', buckets: seconds, registers }),
    liveStreams: new Gauge({ name: 'sonde_server_live_streams', help: 'Open live streams.', registers }),
    storeFailures: new Counter({ name: 'sonde_server_store_failures_total', help: 'Calls of the store that failed.', registers }),
  };
}
