import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const scratch = mkdtempSync(join(tmpdir(), 'sonde-started-'));
after(() => rmSync(scratch, { recursive: true }));
const file = join(scratch, 'sonde.yaml');

function startedWith({ flags = [], env = {}, yaml = 'port: 8400' }: { flags?: readonly string[]; env?: Readonly<Record<string, string>>; yaml?: string }) {
  writeFileSync(file, yaml);
  const args = [join(import.meta.dirname, 'started.ts'), '--cluster', '--config', file, ...flags];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  return { status, started: stdout.split('\n').filter((line) => line !== ''), stderr };
}

test('only those engines are fetched that `up` will start, wherever the others are given', () => {
  const env = { SONDE_ELASTICSEARCH_URL: 'http://127.0.0.1:9200' };
  const yaml = 'kafka:\n  brokers: [k:9092]\n';
  assert.deepEqual(startedWith({ flags: ['--demo'] }), { status: 0, started: ['kafka', 'elasticsearch'], stderr: '' });
  assert.deepEqual(startedWith({ flags: ['--kafka', 'k:9092'] }), { status: 0, started: ['elasticsearch'], stderr: '' });
  assert.deepEqual(startedWith({ env, yaml }), { status: 0, started: [], stderr: '' });
});

test('a wrong setting is said before anything is fetched', () => {
  const { status, started, stderr } = startedWith({ flags: ['--elasticsearch', 'here'] });
  assert.deepEqual([status, started], [2, []]);
  assert.match(stderr, /^sonde: elasticsearch\.url: "here" \(flag --elasticsearch\) is not allowed/);
});
