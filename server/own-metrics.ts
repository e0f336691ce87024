import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Metric } from '#contract/metric.ts';
import {
  alertChangesLost,
  deliveriesEnded,
  deliveryAttempts,
  eventLoopUse,
  eventQueryMatches,
  incomingDropped,
  logQueryMatches,
  processCpu,
  processFiles,
  processMemory,
  processStartTime,
  queryCountFailures,
  serverAheadBatches,
  serverBackOffs,
  serverBuild,
  serverBulkRequests,
  serverDeadLetters,
  serverFlows,
  serverLiveCut,
  serverLiveDropped,
  serverLiveStreams,
  serverLogLines,
  serverQueries,
  serverQueryTime,
  serverRecords,
  serverRequests,
  serverRequestTime,
  serverStoreFailures,
} from '#contract/server-metrics.ts';

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
  /** Of what it writes to Elasticsearch itself. */
  readonly bulkRequests: Counter<never>;
  readonly bulkBackOffs: Counter<never>;
  readonly deadLetters: Counter<never>;
  /** What the queries of rules find. */
  readonly queryMatches: { readonly logs: Counter<'rule'>; readonly events: Counter<'rule'> };
  readonly queryFailures: Counter<never>;
  readonly deliveries: Counter<'outcome'>;
  readonly deliveryAttempts: Counter<'outcome'>;
  readonly incomingDropped: Counter<never>;
  readonly alertChangesLost: Counter<never>;
}

/** What prom-client takes of a metric. */
export function promOf<Label extends string>({ name, help, labels: labelNames }: Metric<Label>, registers: Registry[]) {
  return { name, help, labelNames, registers };
}

/** A counter that is there from the start, at 0 for each value of its one label that has a list. */
export function counterOf<Label extends string>(metric: Metric<Label>, registers: Registry[]): Counter<Label> {
  const counter = new Counter(promOf(metric, registers));
  const [label] = metric.labels;
  if (label !== undefined) for (const value of metric.values[label] ?? []) counter.labels(value).inc(0);
  return counter;
}

/**
 * Not prom-client's own set: promtool finds fault with two of its names, and its event-loop histogram wakes an idle process
 * a hundred times a second.
 */
export function processMetrics(registers: Registry[]): void {
  const startSeconds = (performance.timeOrigin / 1000).toFixed(3);
  new Gauge(promOf(processStartTime, registers)).set(Number(startSeconds));
  new Counter({
    ...promOf(processCpu, registers),
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    ...promOf(processMemory, registers),
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    ...promOf(processFiles, registers),
    collect() {
      this.set(readdirSync('/proc/self/fd').length);
    },
  });
  let before = performance.eventLoopUtilization();
  new Gauge({
    ...promOf(eventLoopUse, registers),
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
  new Gauge(promOf(serverBuild, registers)).set({ version }, 1);
  return {
    registry,
    queries: counterOf(serverQueries, registers),
    records: counterOf(serverRecords, registers),
    logLines: counterOf(serverLogLines, registers),
    flows: counterOf(serverFlows, registers),
    aheadBatches: counterOf(serverAheadBatches, registers),
    liveCut: counterOf(serverLiveCut, registers),
    liveDropped: counterOf(serverLiveDropped, registers),
    requests: counterOf(serverRequests, registers),
    requestSeconds: new Histogram({ ...promOf(serverRequestTime, registers), buckets: [...serverRequestTime.buckets] }),
    querySeconds: new Histogram({ ...promOf(serverQueryTime, registers), buckets: [...serverQueryTime.buckets] }),
    liveStreams: new Gauge(promOf(serverLiveStreams, registers)),
    queryMatches: { logs: counterOf(logQueryMatches, registers), events: counterOf(eventQueryMatches, registers) },
    alertChangesLost: counterOf(alertChangesLost, registers),
    incomingDropped: counterOf(incomingDropped, registers),
    queryFailures: counterOf(queryCountFailures, registers),
    storeFailures: counterOf(serverStoreFailures, registers),
    bulkRequests: counterOf(serverBulkRequests, registers),
    bulkBackOffs: counterOf(serverBackOffs, registers),
    deadLetters: counterOf(serverDeadLetters, registers),
    deliveries: counterOf(deliveriesEnded, registers),
    deliveryAttempts: counterOf(deliveryAttempts, registers),
  };
}
