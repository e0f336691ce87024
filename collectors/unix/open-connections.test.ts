import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Edge, edgeId } from '#contract/identity.ts';
import { agentMetrics, unixOpenConnections } from '#contract/metrics.ts';
import { agentSeries, reservedSeries } from '../runtime/metrics/agent-series.ts';
import { textOf } from '../runtime/metrics/fixtures/metrics-text.ts';
import { openConnections } from './open-connections.ts';

const end = (name: string) => ({ kind: 'process' as const, name, namespace: '' });
const series = () =>
  agentSeries({
    metrics: agentMetrics,
    edgeMetrics: [{ metric: unixOpenConnections, transports: ['unix'], ends: ['client'], atOnce: false }],
    seriesBudget: reservedSeries + 100,
    scrapeIntervalSeconds: 5,
  });

function exposed(of: ReturnType<typeof series>): [string, number][] {
  const lines = textOf(of.scrape()).matchAll(/^sonde_unix_open_connections\{client="([^"]+)".*\} (\d+)$/gm);
  return [...lines].map(([, client = '', count]): [string, number] => [client, Number(count)]).sort(([a], [b]) => a.localeCompare(b));
}

function edgesOf(counts: Readonly<Record<string, number>>) {
  const edges = Object.entries(counts).map(([client, connections]) => {
    const edge: Edge = { client: end(client), server: end('postgres'), port: 0, transport: 'unix' };
    return [edgeId(edge), { edge, connections }] as const;
  });
  return new Map(edges);
}

test('edges beyond the most are counted in other, the biggest have names, and the sum stays', () => {
  const of = series();
  const count = openConnections(of.edges, 2);
  assert.equal(count(edgesOf({ api: 5, cron: 1, report: 2, worker: 9 })), 2);
  assert.deepEqual(exposed(of), [
    ['api', 5],
    ['other', 3],
    ['worker', 9],
  ]);
  assert.equal(count(edgesOf({ cron: 1 })), 0);
  assert.deepEqual(
    exposed(of).filter(([, connections]) => connections > 0),
    [['cron', 1]],
  );
});
