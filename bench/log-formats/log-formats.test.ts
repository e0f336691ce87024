import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { properties } from './log-formats.ts';

const root = join(import.meta.dirname, '..', '..');

test('every property that takes as many inputs as it is told is measured', () => {
  const files = globSync('{contract,collectors,server}/**/*.test.ts', { cwd: root });
  const told = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('process.env.PROPERTY_RUNS'));
  assert.deepEqual(told.sort(), [...properties].sort());
});
