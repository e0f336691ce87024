import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sidesOf } from './condition.ts';

const counter = 'sonde_log_query_matches_total{rule="Few", cluster="c", instance="a"}';

function counts(within: string, values: string, expected: Readonly<Record<string, number | undefined>>): object {
  const expr = sidesOf('Few', { of: 'logs', query: 'lost', within, comparison: '>', threshold: 3 })?.query;
  const asked = Object.entries(expected).map(([eval_time, value]) => ({
    expr,
    eval_time,
    exp_samples: value === undefined ? [] : [{ labels: '{cluster="c"}', value }],
  }));
  return { interval: '5s', input_series: [{ series: counter, values }], promql_expr_test: asked };
}

test('a rule on lines counts them exactly, at scrapes and between them, over a hole, and after a first scrape that came late; over a restart it is near', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-counts-'));
  const steady = counts('1m', '0x20 1+1x40', { '90s': 0, '163s': 12, '165s': 12, '300s': 12 });
  const burst = counts('20s', '7x9 8 9 10x10', { '50s': 1, '62s': 3, '65s': 3, '69s': 3, '72s': 2, '75s': 1, '80s': 0 });
  const hole = counts('20s', '5x10 _x2 8x10', { '57s': 0, '62s': 0, '66s': 3, '82s': 3, '85s': 0 });
  const late = counts('20s', '_x6 4x10', { '25s': undefined, '30s': 4, '47s': 4, '50s': 0 });
  // Of four lines, one after a restart: what is scraped is spread over the whole time.
  const restart = counts('20s', '6x5 9 1x100', { '32s': 3, '37s': 5, '5m': 0, '7m': 0 });
  try {
    const text = JSON.stringify({ rule_files: [], evaluation_interval: '5s', tests: [steady, burst, hole, late, restart] });
    writeFileSync(join(folder, 'tests.yml'), text);
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'tests.yml'], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}${stderr}`.slice(0, 5000));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
