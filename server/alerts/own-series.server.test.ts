import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isOf, only } from './own-series.ts';

test('of an expression, Prometheus gives those series alone that an alert is about, whatever their labels say', () => {
  const all = [
    { client: 'a$1"\\b', server: 'db' },
    { client: 'shop', server: 'db' },
    { client: 'shop', server: 'web' },
    { client: 'shop', server: 'db', protocol: 'http' },
  ];
  const text = (labels: object) => `{${Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)}}`;
  const asked = (alert: Readonly<Record<string, string>>, expected: readonly object[]) => {
    const own = all.map((labels) => ({ labels })).filter(isOf({ labels: alert }));
    const exp_samples = expected.map((labels) => ({ labels: text(labels), value: 2 }));
    return { expr: only(own, 'load * 2 # twice'), eval_time: '1m', exp_samples };
  };
  const rows = [
    asked({ alertname: 'Load', client: 'a$1"\\b', server: 'db' }, all.slice(0, 1)),
    asked(
      { alertname: 'Load', client: 'shop', server: 'db', protocol: 'http' },
      [all[1], all[3]].filter((one) => one !== undefined),
    ),
    asked({ alertname: 'Load', server: 'web', cluster: 'c' }, all.slice(2, 3)),
  ];
  const tests = [{ interval: '1m', input_series: all.map((labels) => ({ series: `load${text(labels)}`, values: '1x5' })), promql_expr_test: rows }];
  const folder = mkdtempSync(join(tmpdir(), 'sonde-own-series-'));
  try {
    writeFileSync(join(folder, 'tests.yml'), JSON.stringify({ rule_files: [], evaluation_interval: '1m', tests }));
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'tests.yml'], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}${stderr}`.slice(0, 5000));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
