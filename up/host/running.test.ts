import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runningData, supervisorTitle } from './running.ts';

test('the data folder of a supervisor is known while it runs, and no longer', async () => {
  const data = mkdtempSync(join(tmpdir(), 'sonde-running-'));
  mkdirSync(join(data, 'up'));
  writeFileSync(join(data, 'up', 'lock'), '');
  const program = `process.title = '${supervisorTitle}'; console.log(require('node:fs').openSync(process.argv[1])); process.stdin.resume()`;
  const supervisor = spawn(process.execPath, ['-e', program, join(data, 'up', 'lock')], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(supervisor.stdout, 'data');
  assert.ok(runningData().includes(data));
  supervisor.stdin.end();
  await once(supervisor, 'exit');
  assert.ok(!runningData().includes(data));
  rmSync(data, { recursive: true });
});
