import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostCpu, hostFilesystem } from '#contract/host-metrics.ts';
import { edgeConnects } from '#contract/recorded.ts';
import { alert } from './alert.ts';
import { atPace, realPace } from './pace.ts';
import { compared, counted, divided, increase, max, minus, now, rate, recorded, scraped, sum, where } from './promql.ts';

const available = now(scraped(hostFilesystem.available));
const size = now(scraped(hostFilesystem.size));

test('a label that the metric lacks does not compile', () => {
  // @ts-expect-error sonde_host_cpu_seconds_total has cpu and mode
  scraped(hostCpu.seconds, { modus: 'idle' });
  // @ts-expect-error an edge that was recorded has lost the end at which it was counted
  recorded(edgeConnects, { observed: 'client' });
  // @ts-expect-error a label that was summed away is gone
  sum(['mode'], sum(['cluster', 'node'], rate(scraped(hostCpu.seconds), '5m')));
  const fullness = { ...words, value: divided(available, size) };
  // @ts-expect-error neither can its words name one
  alert({ ...fullness, link: { to: 'node', node: 'node' }, summary: (of) => of('disk') });
  // @ts-expect-error nor its link
  alert({ ...fullness, summary: (of) => of('mountpoint'), link: { to: 'node', node: 'host' } });
});

const words = {
  name: 'Full',
  domain: 'storage',
  severity: 'info',
  owner: 'platform',
  is: '<',
  threshold: 0.1,
  unit: 'ratio',
  for: '5m',
  description: () => '',
  cases: [],
} as const;

test('series stand beside each other by the labels that both have', () => {
  const sizes = max(['cluster', 'node'], size);
  assert.equal(
    divided(available, sizes).promql(realPace),
    'max by (cluster, node, device, mountpoint, fstype) (sonde_host_filesystem_avail_bytes) / on (cluster, node) group_left () max by (cluster, node) (max by (cluster, node, device, mountpoint, fstype) (sonde_host_filesystem_size_bytes))',
  );
  assert.match(where(available, compared(sizes, '>', 0)).promql(realPace), / and on \(cluster, node\) \(max by \(cluster, node\) .* > 0\)$/);
  // @ts-expect-error the left side is the one with more of them
  assert.throws(() => minus(sizes, available), /left side/);
});

test('operands that are made of two are in parentheses, and sums of sums are one sum', () => {
  const cpu = rate(scraped(hostCpu.seconds, { mode: 'idle' }), '5m');
  assert.equal(sum(['cluster'], cpu).promql(realPace), 'sum by (cluster) (rate(sonde_host_cpu_seconds_total{mode="idle"}[5m]))');
  assert.match(compared(minus(size, available), '>', 1).promql(realPace), /^\(.* - .*\) > 1$/);
});

test('in a trial times are shorter, but a range holds four scrapes', () => {
  const trial = { scale: 0.02, scrapeSeconds: 5 };
  const starts = scraped(hostCpu.forks);
  assert.equal(increase(starts, '1h').promql(trial), 'sum by (cluster, node) (increase(sonde_host_forks_total[72s]))');
  assert.equal(increase(starts, '5m').promql(trial), 'sum by (cluster, node) (increase(sonde_host_forks_total[20s]))');
  assert.equal(atPace('15m', trial, 1), '18s');
  assert.equal(atPace('1m', trial, 1), '5s');
  assert.equal(atPace('10s', trial, 4), '10s');
  assert.equal(atPace('0m', trial, 1), '0m');
});

test('counts of recorded rates know how far apart their samples are', () => {
  const connects = counted(recorded(edgeConnects, { client: 'shop' }), '2m');
  assert.match(connects.promql({ scale: 1, scrapeSeconds: 15 }), /\(sum_over_time\(sonde:edge_tcp_connects:rate\{client="shop"\}\[2m\]\) \* 15\)$/);
  assert.match(connects.promql({ scale: 0.02, scrapeSeconds: 3 }), /\[24s\]\) \* 3\)$/);
});
