import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { root } from './child.ts';
import { select } from './select.ts';

const names = (words: readonly string[]) => select(words).map(({ suite }) => suite.name);
const files = (words: readonly string[]) => select(words).flatMap((selected) => selected.files);

test('`quick` is types, lint, borders, the style of C, and unit tests', () => {
  assert.deepEqual(names(['quick']), ['types', 'lint', 'borders', 'c-style', 'unit']);
});

test('a suite is named, or a part of a file’s path', () => {
  assert.deepEqual(names(['borders']), ['borders']);
  assert.deepEqual(files(['runner/select']), ['runner/select.test.ts']);
  assert.deepEqual(names(['kernel', 'runner/select']), ['unit', 'kernel']);
});

test('a word that names nothing is an error that lists the suites', () => {
  assert.throws(() => select(['kernels']), /"kernels" is no suite \(quick, types, .*browser\) and no part of a test file's path/);
});

test('every test file belongs to exactly one suite', () => {
  const all = globSync('**/*.{test,e2e,spec}.{ts,tsx}', { cwd: root, exclude: ['node_modules', '.build', 'test-results'] });
  assert.deepEqual(files([]).sort(), all.sort());
});
