import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { alertmanagerConfig } from './alertmanager-config.ts';
import { crossing, routed } from './fixtures/all-routed.ts';

/** As Alertmanager itself reads it. */
function amtool(text: string, ...asked: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-alertmanager-'));
  try {
    writeFileSync(join(folder, 'alertmanager.yml'), text);
    writeFileSync(join(folder, 'console.crt'), '');
    const [first = 'check-config', ...rest] = asked;
    const args = first === 'check-config' ? ['check-config', join(folder, 'alertmanager.yml')] : [...rest, `--config.file=${join(folder, 'alertmanager.yml')}`];
    return execFileSync('amtool', args, { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('Alertmanager takes the configuration of every kind of receiver, with windows', () => {
  assert.match(amtool(alertmanagerConfig(routed)), /SUCCESS/);
  assert.match(amtool(alertmanagerConfig({ ...routed, receivers: [], windows: [] })), /SUCCESS/);
});

test('an alert goes to those who are told of its severity and owner; Watchdog to nobody', () => {
  const receivers = routed.receivers.map((receiver) => ({ ...receiver, owners: [] }));
  const text = alertmanagerConfig({ ...routed, receivers, windows: [] });
  const to = (...labels: string[]) => amtool(text, 'routes', 'config', 'routes', 'test', ...labels).trim();
  assert.equal(to('severity=page').split(',').length, 7);
  assert.equal(to('severity=critical').split(',').length, 7, 'in the words of others too');
  assert.ok(!to('severity=info').split(',').includes('to webhook'));
  assert.equal(to('severity=none'), 'sonde-nobody');
  assert.equal(to('severity=page', 'sonde_trial=to slack'), 'to slack');
});

test('Alertmanager takes as many windows over each other as are not refused', () => {
  assert.match(amtool(alertmanagerConfig({ ...routed, windows: crossing(8) })), /SUCCESS/);
});
