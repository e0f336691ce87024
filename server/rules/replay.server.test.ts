import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { RawSeries } from '../store/prometheus.ts';
import { Replay } from './replay.ts';

/** One minute between two evaluations, as promtool has it. */
const stepMs = 60_000;
const lookbackMs = 5 * 60_000;
const steps = 24;
const forMinutes = [0, 1, 2, 3, 7];

/** What is scraped in a minute: a value, nothing, or that the series is gone. */
type Scraped = number | '_' | 'stale';

/** What `load > 5` gives of it, at each minute. */
function holding(scraped: readonly Scraped[], id: string): RawSeries {
  const atMs: number[] = [];
  const values: number[] = [];
  let last: { value: number; atMs: number } | undefined;
  for (const [minute, one] of scraped.entries()) {
    const ms = minute * stepMs;
    if (one === 'stale') last = undefined;
    else if (one !== '_') last = { value: one, atMs: ms };
    if (last === undefined || ms - last.atMs > lookbackMs || last.value <= 5) continue;
    atMs.push(ms);
    values.push(last.value);
  }
  return { labels: { __name__: 'load', id }, atMs, values };
}

/** At each minute, `pending` or `firing`; cut into chunks, as a back-test asks for them. */
function statesOf(scraped: readonly Scraped[], minutes: number, chunk: number): Map<number, string> {
  const replay = new Replay({ stepMs, forMs: minutes * 60_000 });
  const whole = holding(scraped, 'a');
  for (let start = 0; start < steps; start += chunk) {
    const [from, to] = [start * stepMs, Math.min(start + chunk, steps) * stepMs - stepMs];
    const kept = whole.atMs.flatMap((ms, index) => (ms >= from && ms <= to ? [index] : []));
    const part = { labels: whole.labels, atMs: kept.map((at) => whole.atMs[at] ?? 0), values: kept.map((at) => whole.values[at] ?? 0) };
    replay.feed(kept.length === 0 ? [] : [part], to);
  }
  const states = new Map<number, string>();
  for (const { activeMs, firedMs, endedMs } of replay.episodes()) {
    for (let ms = activeMs; ms < (endedMs ?? steps * stepMs); ms += stepMs) states.set(ms, firedMs !== null && ms >= firedMs ? 'firing' : 'pending');
  }
  return states;
}

interface Trial {
  readonly scraped: readonly Scraped[];
  readonly chunk: number;
}

/** What is expected of Prometheus at each minute, in the words of promtool. */
function trialTest({ scraped, chunk }: Trial): object {
  const rows = forMinutes.flatMap((minutes) => {
    const states = statesOf(scraped, minutes, chunk);
    return Array.from({ length: steps }, (_, minute) => {
      const state = states.get(minute * stepMs);
      const labels = `{__name__="ALERTS",alertname="For${minutes}",alertstate="${state}",id="a"}`;
      const exp_samples = state === undefined ? [] : [{ labels, value: 1 }];
      return { expr: `ALERTS{alertname="For${minutes}"}`, eval_time: `${minute}m`, exp_samples };
    });
  });
  return { interval: '1m', input_series: [{ series: 'load{id="a"}', values: scraped.join(' ') }], promql_expr_test: rows };
}

const scraped = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom<Scraped>(1, 9) }, fc.constantFrom<Scraped>('_', 'stale', 5, 6)), {
  minLength: steps,
  maxLength: steps,
});

test('a replay has, at every evaluation, the states that Prometheus itself has on the same samples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-replay-'));
  try {
    const trials = fc.sample(fc.record<Trial>({ scraped, chunk: fc.integer({ min: 1, max: steps }) }), 60);
    const rules = forMinutes.map((minutes) => ({ alert: `For${minutes}`, expr: 'load > 5', for: `${minutes}m` }));
    writeFileSync(join(folder, 'rules.yml'), stringify({ groups: [{ name: 'g', rules }] }));
    writeFileSync(
      join(folder, 'tests.yml'),
      stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests: trials.map(trialTest) }, { aliasDuplicateObjects: false }),
    );
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'tests.yml'], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}${stderr}`.slice(0, 3000));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
