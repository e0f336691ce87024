import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { hostMetrics } from '#contract/host-metrics.ts';
import { agentMetrics } from '#contract/metrics.ts';
import { agentSeries } from '../runtime/metrics/agent-series.ts';
import { settledText } from '../runtime/metrics/fixtures/metrics-text.ts';

test('promtool finds nothing to say about the names', () => {
  const clock = { ms: 0 };
  const series = agentSeries({ metrics: hostMetrics, edgeMetrics: [], seriesBudget: 2000, scrapeIntervalSeconds: 5, nowMs: () => clock.ms });
  const text = settledText(series, () => {
    clock.ms += 6001;
  });
  for (const { name } of hostMetrics) assert.match(text, new RegExp(`^# HELP ${name} .+\n# TYPE ${name} `, 'm'));
  assert.ok(hostMetrics.every((metric) => agentMetrics.includes(metric)));
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
});
