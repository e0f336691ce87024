import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentMetrics, collectorUp } from '#contract/metrics.ts';
import { bill } from '../runtime/bill.ts';
import { collectorStatus } from '../runtime/collector-status.ts';
import { until } from '../runtime/fixtures/until.ts';
import { agentSeries } from '../runtime/metrics/agent-series.ts';
import { textOf } from '../runtime/metrics/fixtures/metrics-text.ts';
import { sweepOnTimer } from './sweep-timer.ts';

/** The agent's own series and status, swept every 5 ms. */
function swept(reason: string, sweep: (() => ReadonlyMap<string, number>) | undefined) {
  const series = agentSeries({ metrics: agentMetrics, edgeMetrics: [], seriesBudget: 2000, scrapeIntervalSeconds: 1 });
  const failures: string[] = [];
  const status = collectorStatus(series, bill(), (name, reason) => failures.push(`${name}: ${reason}`));
  for (const name of ['sockets', 'tcp'])
    status.add({ name, help: '', reason: name === 'tcp' ? '' : reason, tally: () => ({ events: 0, overflowed: 0, lost: [] }) });
  const troubles: unknown[] = [];
  const sample = () => Promise.resolve();
  const sweeps = sweep === undefined ? [] : [{ name: 'sockets', sweep }];
  const stop = sweepOnTimer({ sweeps, onSwept: () => {}, status, sample, onTrouble: (_collector, cause) => troubles.push(cause), everyMs: 5 });
  const up = () => textOf(series.scrape()).includes(`${collectorUp.name}{collector="sockets"} 1\n`);
  return {
    up,
    reason: () => status.report()[0]?.reason,
    cpuOf: (name: string) => status.report().find((one) => one.name === name)?.cpuSecondsAgent,
    troubles,
    failures,
    stop,
  };
}

test('a sweep that fails takes the sockets down, with why, and the next good one up again; each failure is told once', async (t) => {
  let broken = false;
  const { up, reason, troubles, failures, stop } = swept('', () => {
    if (broken) throw new Error('reading the map edges', { cause: new Error('EINVAL') });
    return new Map();
  });
  t.after(stop);
  assert.deepEqual([up(), reason()], [true, '']);
  broken = true;
  await until('it is down', () => reason() !== '');
  assert.deepEqual([up(), reason()], [false, 'the last sweep failed: reading the map edges: EINVAL']);
  assert.ok(troubles[0] instanceof Error);
  await until('some sweeps have failed', () => troubles.length > 3);
  assert.deepEqual(failures, ['sockets: the last sweep failed: reading the map edges: EINVAL']);
  broken = false;
  await until('it is up again', () => reason() === '');
  assert.equal(up(), true);
  broken = true;
  await until('it is down again', () => reason() !== '');
  assert.equal(failures.length, 2);
});

test('sockets that could not be opened stay down', async (t) => {
  const { up, reason, failures, stop } = swept('no BTF', undefined);
  t.after(stop);
  assert.deepEqual([up(), reason(), failures], [false, 'no BTF', []]);
});

test('what a collector took of a sweep is charged to it', async (t) => {
  const { cpuOf, stop } = swept('', () => new Map([['tcp', 0.25]]));
  t.after(stop);
  await until('some sweeps are over', () => (cpuOf('tcp') ?? 0) >= 1);
  assert.equal((cpuOf('tcp') ?? 0) % 0.25, 0);
});
