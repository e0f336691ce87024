import { hostMetrics } from '#contract/host-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { edgesNamed, edgesUnnamed, invalidSamples, overflowed, seriesBudget, seriesExposed } from '#contract/metrics.ts';
import { EdgeFamily, type EdgeMetric, isEdgeMetric } from './edge-family.ts';
import { EdgeSeries, type EdgeSeriesOptions } from './edge-series.ts';
import { Exposition, type Family, familyOf, type Scrape } from './exposition.ts';
import { type Counter, type Gauge, OwnSeries } from './own-series.ts';
import { SeriesShare } from './series-share.ts';

/**
 * What is no named edge has a share of the budget that is kept free for it, and that it never exceeds: the numbers of the
 * host, all else without edge labels (listening sockets, drops, Sonde itself), and the edge `other`.
 */
const shares = { host: 920, own: 580, other: 850 };
export const reservedSeries = shares.host + shares.own + shares.other;
/** Longer than one scrape interval, so that every scraper sees a new series at 0 before it counts. */
const zeroIntervals = 1.2;
const shortestGapMs = 60_000;

export interface AgentSeriesOptions {
  /** In the order of /metrics. */
  readonly metrics: readonly Metric[];
  /** How edge metrics are used; one that is not listed may appear at both ends, with its first increment. */
  readonly edgeMetrics: readonly EdgeMetric[];
  readonly seriesBudget: number;
  readonly scrapeIntervalSeconds: number;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs?: () => number;
  readonly onUnnamed?: EdgeSeriesOptions['onUnnamed'];
}

export interface SeriesReport {
  readonly budget: number;
  readonly exposed: number;
  readonly edgesNamed: number;
  readonly edgesInOther: number;
}

export interface AgentSeries {
  readonly edges: EdgeSeries;
  counter(metric: Metric): Counter;
  gauge(metric: Metric): Gauge;
  scrape(): Scrape;
  report(): SeriesReport;
}

/** Everything that the agent exports. */
export function agentSeries({
  metrics,
  edgeMetrics,
  seriesBudget: budget,
  scrapeIntervalSeconds,
  nowMs = () => performance.now(),
  onUnnamed,
}: AgentSeriesOptions): AgentSeries {
  const families = metrics.map(familyOf);
  const own = ownSeriesOf(families);
  const ownSeries = (metric: Metric, type: 'counter' | 'gauge'): OwnSeries => {
    const series = own.get(metric.name);
    if (series === undefined || metric.type !== type) throw new Error(`${metric.name} is not a ${type} of this agent without edge labels`);
    return series;
  };
  const scrapeIntervalMs = scrapeIntervalSeconds * 1000;
  const exposition = new Exposition(families, { zeroMs: scrapeIntervalMs * zeroIntervals, gapMs: Math.max(shortestGapMs, scrapeIntervalMs * 4), nowMs });
  const edges = new EdgeSeries({
    families: edgeFamilies(families, edgeMetrics),
    limit: budget - reservedSeries,
    otherLimit: shares.other,
    scrapeIntervalMs,
    nowMs,
    scrapedForMs: () => exposition.steadyMs,
    onInvalid: (metric) => ownSeries(invalidSamples, 'counter').add(['edge', metric.name], 1),
    ...(onUnnamed && { onUnnamed }),
  });
  const report = () => ({ budget, exposed: exposition.series, edgesNamed: edges.named, edgesInOther: edges.inOther });
  const reportAsGauges = () => {
    const { exposed, edgesNamed: named, edgesInOther } = report();
    own.get(seriesBudget.name)?.set([], budget);
    own.get(edgesNamed.name)?.set([], named);
    own.get(edgesUnnamed.name)?.set([], edgesInOther);
    own.get(seriesExposed.name)?.set([], exposed);
  };
  reportAsGauges();
  const scrape = () => {
    reportAsGauges();
    return exposition.scrape();
  };
  return { edges, counter: (metric) => ownSeries(metric, 'counter'), gauge: (metric) => ownSeries(metric, 'gauge'), scrape, report };
}

function ownSeriesOf(families: readonly Family[]): Map<string, OwnSeries> {
  const ofHost = new Set<Metric>(hostMetrics);
  const [host, rest] = [new SeriesShare(shares.host), new SeriesShare(shares.own)];
  const own = new Map<string, OwnSeries>();
  const onOverflow = () => own.get(overflowed.name)?.add(['agent'], 1);
  for (const family of families) {
    const { metric } = family;
    if (!isEdgeMetric(metric)) own.set(metric.name, new OwnSeries({ family, share: ofHost.has(metric) ? host : rest, onOverflow }));
  }
  return own;
}

function edgeFamilies(families: readonly Family[], edgeMetrics: readonly EdgeMetric[]): EdgeFamily[] {
  const uses = new Map(edgeMetrics.map((use) => [use.metric.name, use]));
  return families
    .filter(({ metric }) => isEdgeMetric(metric))
    .map((family, index) => new EdgeFamily(family, uses.get(family.metric.name) ?? anywhere(family.metric), index));
}

function anywhere(metric: Metric): EdgeMetric {
  return { metric, transports: ['tcp', 'udp'], ends: ['client', 'server'], atOnce: false };
}
