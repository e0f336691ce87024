import assert from 'node:assert/strict';
import test from 'node:test';
import { collectorUp, invalidSamples, listeningSockets, lost } from '#contract/metrics.ts';
import { Exposition, familyOf } from './exposition.ts';
import { textOf } from './fixtures/metrics-text.ts';
import { OwnSeries } from './own-series.ts';

function linesOf(...families: ReturnType<typeof familyOf>[]): string[] {
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
  const series = new OwnSeries(family);
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
  const series = new OwnSeries(familyOf(lost));
  assert.throws(() => series.add(['tcp', 'ring_full'], -1), /sonde_lost_total grows by a finite number, not by -1/);
  assert.throws(() => series.add(['tcp', 'ring_full'], Number.NaN), RangeError);
  assert.throws(() => series.add(['tcp'], 1), /needs 2 values \(collector, reason\), not 1/);
});

test('a counter that is added 0 is there, and one that is removed begins anew', () => {
  const family = familyOf(invalidSamples);
  const series = new OwnSeries(family);
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
  const series = new OwnSeries(family);
  for (let n = 0; n < 1000; n++) series.add(['psi', `field ${n}`], 1);
  const lines = linesOf(family);
  assert.equal(lines.length, 401);
  assert.equal(
    lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0),
    1000,
  );
});

test('gauge rows vanish when they are gone, and the same row twice adds up', () => {
  const family = familyOf(listeningSockets);
  const series = new OwnSeries(family);
  const row = (server: string, port: number, value = 1) => ({ values: [server, 'process', '', String(port), 'tcp'], value });
  series.replace([row('nginx', 80), row('nginx', 80, 2), row('redis', 6379)]);
  series.replace([row('nginx', 80), row('nginx', 80), row('sshd', 22)]);
  const line = (server: string, port: number, value: number) =>
    `sonde_listening_sockets{server="${server}",server_kind="process",server_namespace="",server_port="${port}",transport="tcp"} ${value}`;
  assert.deepEqual(linesOf(family).sort(), [line('nginx', 80, 2), line('sshd', 22, 1)]);
  for (const start of [0, 1000, 2000]) series.replace(Array.from({ length: 400 }, (_, n) => row('many', start + n)));
  assert.equal(family.table.lines, 400);
  assert.equal(
    linesOf(family).some((text) => text.includes('server="other"')),
    false,
  );
  series.replace(Array.from({ length: 450 }, (_, n) => row('many', n)));
  assert.ok(
    linesOf(family).includes('sonde_listening_sockets{server="other",server_kind="other",server_namespace="other",server_port="other",transport="tcp"} 50'),
  );
});

test('a gauge with open labels is set as a whole', () => {
  assert.throws(() => new OwnSeries(familyOf(listeningSockets)).set(['nginx', 'process', '', '80', 'tcp'], 1), /replace all its rows/);
  const family = familyOf(collectorUp);
  new OwnSeries(family).set(['tcp'], 1);
  assert.deepEqual(linesOf(family), ['sonde_collector_up{collector="tcp"} 1']);
});
