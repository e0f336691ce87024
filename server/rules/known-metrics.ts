import * as indexer from '#contract/indexer-metrics.ts';
import { logMetrics } from '#contract/log-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { agentMetrics } from '#contract/metrics.ts';
import { recordedAllLabels, recordedEdgeLabels, recordedNodeLabels, recordedSeries } from '#contract/recorded.ts';
import * as server from '#contract/server-metrics.ts';

/** What a scrape adds to every series. */
const scraped = ['job', 'instance', 'cluster', 'node'];
const recordedLabels = { edge: recordedEdgeLabels, node: recordedNodeLabels, all: recordedAllLabels };

function seriesOf({ name, type, labels }: Metric): [name: string, labels: readonly string[]][] {
  const all = [...scraped, ...labels];
  if (type !== 'histogram') return [[name, all]];
  return [
    [`${name}_bucket`, [...all, 'le']],
    [`${name}_sum`, all],
    [`${name}_count`, all],
  ];
}

const levelOf = (name: string): keyof typeof recordedLabels => (name.startsWith('sonde:edge_') ? 'edge' : name.startsWith('sonde:node_') ? 'node' : 'all');

/** Every series that Sonde makes and whose labels it names, with these. */
export const knownSeries: ReadonlyMap<string, readonly string[]> = new Map([
  ...[...agentMetrics, ...logMetrics, ...Object.values(indexer), ...Object.values(server)].flatMap(seriesOf),
  ...recordedSeries.map(({ name, labels }): [string, readonly string[]] => [name, [...recordedLabels[levelOf(name)], ...labels]]),
]);
