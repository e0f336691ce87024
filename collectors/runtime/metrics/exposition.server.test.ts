import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { agentMetrics, tcpRtt } from '#contract/metrics.ts';
import { agentSeries, reservedSeries } from './agent-series.ts';
import { textOf } from './fixtures/metrics-text.ts';
import { oddEdge as edge } from './fixtures/odd-edge.ts';

test('every metric has its HELP and TYPE before it has a series, and promtool finds nothing', () => {
  const clock = { nowMs: 0 };
  const series = agentSeries({
    metrics: agentMetrics,
    edgeMetrics: [],
    seriesBudget: reservedSeries + 500,
    scrapeIntervalSeconds: 5,
    nowMs: () => clock.nowMs,
  });
  const before = textOf(series.scrape());
  for (const { name, type } of agentMetrics) assert.match(before, new RegExp(`^# HELP ${name} .+\n# TYPE ${name} ${type}$`, 'm'));
  const handle = series.edges.at(edge, 'client');
  for (const metric of agentMetrics.filter(({ labels }) => labels.length > 8)) {
    if (metric.type === 'counter')
      handle.add(
        metric,
        metric.labels.slice(8).map(() => 'x'),
        1.5,
      );
  }
  handle.observe(tcpRtt, [], new Float64Array([0, 1, 0, 2, 0, 0, 1]), 1.25);
  clock.nowMs = 60_000;
  for (const text of [before, textOf(series.scrape())]) {
    const promtool = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    assert.deepEqual([promtool.status, promtool.stdout, promtool.stderr], [0, '', '']);
  }
});
