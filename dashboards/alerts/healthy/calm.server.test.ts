import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { hostMemory } from '#contract/host-metrics.ts';
import { readsOf } from '../alert.ts';
import { alertGroups } from '../alerts.ts';
import { type Healthy, healthy, replay } from './replay.ts';

const run = promisify(execFile);
const stack = new DisposableStack();
after(() => stack.dispose());

async function firesOnly(names: readonly string[], recorded: Healthy, minutes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-calm-'));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const { rules, test: text } = replay(alertGroups, recorded, minutes, names);
  writeFileSync(join(folder, 'rules.yaml'), rules);
  writeFileSync(join(folder, 'test.yaml'), text);
  await run('promtool', ['test', 'rules', join(folder, 'test.yaml')]).catch((cause: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`promtool: ${cause.stdout ?? ''}${cause.stderr ?? ''}`, { cause });
  });
}

describe('a healthy host', { concurrency: true }, () => {
  const recorded = healthy();

  test('fires nothing but Watchdog in 24 hours of its recorded minutes, again and again', () => firesOnly(['Watchdog'], recorded, 24 * 60));

  test('was recorded with all that alerts and their causes read and that is not optional', () => {
    const there = new Set([...recorded.keys()].map((name) => name.slice(0, name.indexOf('{'))));
    const alerts = alertGroups.flatMap((group) => group.alerts);
    const missing = alerts
      .filter(({ needs }) => needs === undefined)
      .flatMap((alert) => readsOf(alert).flatMap((read) => (there.has(read) ? [] : `${alert.name}: ${read}`)));
    assert.deepEqual(missing, []);
  });

  test('that has little memory left is not quiet', () => {
    const available = [...recorded].filter(([name]) => name.startsWith(`${hostMemory.MemAvailable.name}{`));
    const series = new Map([...recorded, ...available.map(([name, samples]): [string, number[]] => [name, samples.map((bytes) => bytes / 100)])]);
    return firesOnly(['NodeMemoryHigh', 'Watchdog'], series, 30);
  });
});
