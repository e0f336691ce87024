import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from './child.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sonde-fetch-'));
after(() => rmSync(scratch, { recursive: true }));

for (const name of ['kafka', 'elasticsearch']) {
  mkdirSync(join(scratch, 'engines', name), { recursive: true });
  writeFileSync(join(scratch, 'engines', name, 'pom.xml'), name);
}
mkdirSync(join(scratch, 'bin'));
writeFileSync(join(scratch, 'bin/mvn'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });

/** What is fetched, in the order in which it is said. */
function fetched(...names: string[]): string[] {
  const script = `set -eu; root=${scratch}; . ${root}/runner/setup.sh; fetch_engines ${names.join(' ')}`;
  const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { PATH: `${scratch}/bin:${process.env.PATH}` } });
  assert.equal(status, 0, stderr);
  return [...stderr.matchAll(/fetching (\w+)/g)].map(([, name = '']) => name);
}

test('engines are fetched by name, or all of them, and once', () => {
  assert.deepEqual(fetched('kafka'), ['kafka']);
  assert.deepEqual(fetched('kafka'), []);
  assert.deepEqual(fetched(), ['elasticsearch']);
  assert.deepEqual(fetched(), []);
});
