import assert from 'node:assert/strict';
import test from 'node:test';
import { collectorUp, invalidSamples, listeningSockets, lost } from '#contract/metrics.ts';
import { Exposition, familyOf } from './exposition.ts';
import { textOf } from './fixtures/metrics-text.ts';
import { OwnSeries } from './own-series.ts';
import { SeriesShare } from './series-share.ts';

type Family = ReturnType<typeof familyOf>;

function seriesOf(family: Family, share = new SeriesShare(1000), onOverflow = () => {}): OwnSeries {
  return new OwnSeries({ family, share, onOverflow });
}

function linesOf(...families: Family[]): string[] {
  const clock = { nowMs: 0 };
  const exposition = new Exposition(families, { zeroMs: 6000, gapMs: 0, nowMs: () => clock.nowMs });
  exposition.scrape();
  clock.nowMs = 6000;
  return textOf(exposition.scrape())
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

test('a counter exists from the start with every closed value, and knows no others', () => {
  const family = familyOf(lost);
  const series = seriesOf(family);
  const { collector = [], reason = [] } = lost.values;
  assert.equal(family.table.lines, collector.length * reason.length);
  series.add(['tcp', 'ring_full'], 2);
  series.add(['tcp', 'ring_full'], 3);
  series.add(['tcp', 'a reason of tomorrow'], 7);
  assert.deepEqual(
    linesOf(family).filter((line) => !line.endsWith(' 0')),
    ['sonde_lost_total{collector="tcp",reason="ring_full"} 5', 'sonde_lost_total{collector="tcp",reason="other"} 7'],
  );
});

test('a counter refuses to shrink', () => {
  const series = seriesOf(familyOf(lost));
  assert.throws(() => series.add(['tcp', 'ring_full'], -1), /sonde_lost_total grows by a finite number, not by -1/);
  assert.throws(() => series.add(['tcp', 'ring_full'], Number.NaN), RangeError);
  assert.throws(() => series.add(['tcp'], 1), /needs 2 values \(collector, reason\), not 1/);
});

test('a counter that is added 0 is there, and one that is removed begins anew', () => {
  const family = familyOf(invalidSamples);
  const series = seriesOf(family);
  series.add(['loadavg', 'load1'], 0);
  series.add(['loadavg', 'load5'], 7);
  const line = (field: string, value: number) => `sonde_invalid_samples_total{source="loadavg",field="${field}"} ${value}`;
  assert.deepEqual(linesOf(family), [line('load1', 0), line('load5', 7)]);
  series.remove(['loadavg', 'load5']);
  series.remove(['loadavg', 'never there']);
  assert.deepEqual(linesOf(family), [line('load1', 0)]);
  series.add(['loadavg', 'load5'], 2);
  assert.deepEqual(linesOf(family).sort(), [line('load1', 0), line('load5', 2)]);
});

test('open labels are bounded: what comes late is other, and nothing is lost', () => {
  const family = familyOf(invalidSamples);
  const series = seriesOf(family);
  for (let n = 0; n < 1000; n++) series.add(['psi', `field ${n}`], 1);
  const lines = linesOf(family);
  assert.equal(lines.length, 201);
  assert.equal(
    lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0),
    1000,
  );
});

test('gauge rows vanish when they are gone, and the same row twice adds up', () => {
  const family = familyOf(listeningSockets);
  const series = seriesOf(family);
  const row = (server: string, port: number, value = 1) => ({ values: [server, 'process', '', String(port), 'tcp'], value });
  series.replace([row('nginx', 80), row('nginx', 80, 2), row('redis', 6379)]);
  series.replace([row('nginx', 80), row('nginx', 80), row('sshd', 22)]);
  const line = (server: string, port: number, value: number) =>
    `sonde_listening_sockets{server="${server}",server_kind="process",server_namespace="",server_port="${port}",transport="tcp"} ${value}`;
  assert.deepEqual(linesOf(family).sort(), [line('nginx', 80, 2), line('sshd', 22, 1)]);
  for (const start of [0, 1000, 2000]) series.replace(Array.from({ length: 200 }, (_, n) => row('many', start + n)));
  assert.equal(family.table.lines, 200);
  assert.equal(
    linesOf(family).some((text) => text.includes('server="other"')),
    false,
  );
  series.replace(Array.from({ length: 250 }, (_, n) => row('many', n)));
  assert.ok(
    linesOf(family).includes('sonde_listening_sockets{server="other",server_kind="other",server_namespace="other",server_port="other",transport="tcp"} 50'),
  );
});

test('a gauge with open labels is set as a whole', () => {
  assert.throws(() => seriesOf(familyOf(listeningSockets)).set(['nginx', 'process', '', '80', 'tcp'], 1), /replace all its rows/);
  const family = familyOf(collectorUp);
  seriesOf(family).set(['tcp'], 1);
  assert.deepEqual(linesOf(family), ['sonde_collector_up{collector="tcp"} 1']);
});

test('metrics that share a part of the budget never exceed it: what is late is other, is counted, and nothing is lost', () => {
  const [sockets, samples] = [familyOf(listeningSockets), familyOf(invalidSamples)];
  const ownRows = 60;
  let late = 0;
  const options = [new SeriesShare(ownRows + 2), () => late++] as const;
  const [listening, invalid] = [seriesOf(sockets, ...options), seriesOf(samples, ...options)];
  const listen = (count: number) => listening.replace(Array.from({ length: count }, (_, n) => ({ values: ['many', 'process', '', `${n}`, 'tcp'], value: 1 })));
  const fail = (from: number, to: number) => {
    for (let n = from; n < to; n++) invalid.add(['psi', `field ${n}`], 1);
  };
  const total = (family: Family) => linesOf(family).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  const state = () => ({ rows: [sockets.table.lines, samples.table.lines], totals: [total(sockets), total(samples)], late });

  listen(50);
  fail(0, 40);
  assert.deepEqual(state(), { rows: [50, 11], totals: [50, 40], late: 30 });
  listen(70);
  assert.deepEqual(state(), { rows: [51, 11], totals: [70, 40], late: 50 });
  assert.ok(linesOf(sockets).some((line) => line.includes('server="other"') && line.endsWith(' 20')));
  listen(45);
  fail(40, 47);
  assert.deepEqual(state(), { rows: [45, 16], totals: [45, 47], late: 52 });
  invalid.add(['psi', 'field 46'], 0);
  assert.equal(late, 52);
});

test('a share that has no room for what is there from the start is refused', () => {
  assert.throws(() => seriesOf(familyOf(lost), new SeriesShare(5)), /the share of sonde_lost_total in the series budget is too small/);
});
