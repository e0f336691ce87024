import assert from 'node:assert/strict';
import test from 'node:test';
import type { Metric } from '#contract/metric.ts';
import { collectorCpu, collectorUp, lost, tcpRtt } from '#contract/metrics.ts';
import { type AgentSeries, agentSeries, reservedSeries } from './agent-series.ts';
import { Exposition, familyOf } from './exposition.ts';
import { textOf } from './fixtures/metrics-text.ts';
import { oddEdge as edge } from './fixtures/odd-edge.ts';

function agent(metrics: readonly Metric[], clock: { nowMs: number }): AgentSeries {
  return agentSeries({ metrics, edgeMetrics: [], seriesBudget: reservedSeries + 500, scrapeIntervalSeconds: 5, nowMs: () => clock.nowMs });
}

test('labels are escaped, buckets add up, whole numbers and fractions are exact', () => {
  const clock = { nowMs: 0 };
  const series = agent([tcpRtt, collectorUp], clock);
  const handle = series.edges.at(edge, 'server');
  series.gauge(collectorUp).set(['tcp'], 1);
  for (let round = 0; round < 2; round++) handle.observe(tcpRtt, [], new Float64Array([0, 1, 0, 2, 0, 0, 1]), 0.625);
  textOf(series.scrape());
  clock.nowMs = 6000;
  const lines = textOf(series.scrape())
    .split('\n')
    .filter((line) => line.includes('client="curl"') || line.includes('_up{'));
  const labels =
    'client="curl",client_kind="process",client_namespace="",server="a\\"b\\\\c\\nd",server_kind="container",server_namespace="shop",server_port="443",observed="server"';
  const counts = ['0.0001', '0.0005', '0.002', '0.01', '0.05', '0.25', '+Inf'].map(
    (bound, index) => `sonde_tcp_rtt_seconds_bucket{${labels},le="${bound}"} ${[0, 2, 2, 6, 6, 6, 8][index]}`,
  );
  assert.deepEqual(lines, [
    ...counts,
    `sonde_tcp_rtt_seconds_sum{${labels}} 1.25`,
    `sonde_tcp_rtt_seconds_count{${labels}} 8`,
    'sonde_collector_up{collector="tcp"} 1',
  ]);
});

test('what is added while an answer is being read is in the next one', () => {
  const clock = { nowMs: 0 };
  const series = agent([lost, collectorCpu], clock);
  textOf(series.scrape());
  clock.nowMs = 6000;
  series.counter(lost).add(['tcp', 'ring_full'], 3);
  const slow = series.scrape();
  for (let reader = 0; reader < 3; reader++) {
    series.counter(lost).add(['tcp', 'ring_full'], 4);
    textOf(series.scrape());
  }
  assert.match(textOf(slow), /^sonde_lost_total\{collector="tcp",reason="ring_full"\} 3$/m);
  assert.match(textOf(series.scrape()), /^sonde_lost_total\{collector="tcp",reason="ring_full"\} 15$/m);
});

test('an answer of many chunks holds each line once, in whole lines', () => {
  const count = 5000;
  const metric: Metric = { name: 'numbers', type: 'gauge', help: 'Numbers.', labels: ['n'], values: {}, buckets: [] };
  const family = familyOf(metric);
  for (let n = 0; n < count; n++) family.table.put(family.table.add([`numbers{n="${n}"} `], false), 0, n / 8);
  for (let n = 0; n < count; n += 2) family.table.remove(n);
  for (let n = 0; n < count; n += 4) family.table.put(family.table.add([`numbers{n="again ${n}"} `], false), 0, n);
  const text = textOf(new Exposition([family], { zeroMs: 0, gapMs: 0, nowMs: () => 0 }).scrape());
  const expected = Array.from({ length: count }, (_, n) =>
    n % 2 === 1 ? [`numbers{n="${n}"} ${n / 8}`] : n % 4 === 0 ? [`numbers{n="again ${n}"} ${n}`] : [],
  ).flat();
  const [help, type, ...lines] = text.trimEnd().split('\n');
  assert.deepEqual([help, type], ['# HELP numbers Numbers.', '# TYPE numbers gauge']);
  assert.deepEqual(lines.sort(), expected.sort());
});

test('the bytes of removed series are reclaimed', () => {
  const family = familyOf({ name: 'churn', type: 'gauge', help: 'Churn.', labels: ['n'], values: {}, buckets: [] });
  const kept = family.table.add(['churn{n="kept"} '], false);
  family.table.put(kept, 0, 7);
  for (let n = 0; n < 100_000; n++) family.table.remove(family.table.add([`churn{n="a rather long label value to fill the buffer ${n}"} `], false));
  assert.ok(family.table.bytes.length < 1_000_000);
  assert.match(textOf(new Exposition([family], { zeroMs: 0, gapMs: 0, nowMs: () => 0 }).scrape()), /^churn\{n="kept"\} 7$/m);
});
