import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byName, readSorting, sorted, writeSorting } from './sorting.ts';

const rows = [
  { name: 'b', p99: 3 },
  { name: 'a10', p99: null },
  { name: 'a9', p99: 12 },
];

test('rows without a value stand last in either direction', () => {
  assert.deepEqual(
    sorted(rows, ({ p99 }) => p99, false).map(({ name }) => name),
    ['b', 'a9', 'a10'],
  );
  assert.deepEqual(
    sorted(rows, ({ p99 }) => p99, true).map(({ name }) => name),
    ['a9', 'b', 'a10'],
  );
});

test('numbers inside names sort as numbers', () => {
  assert.deepEqual(
    sorted(rows, ({ name }) => name, false).map(({ name }) => name),
    ['a9', 'a10', 'b'],
  );
});

test('what is listed by name stands as a person counts', () => {
  const nodes = ['node-10', 'node-100', 'node-2', 'node-1'].map((name) => ({ name }));
  assert.deepEqual(
    nodes.sort(byName).map(({ name }) => name),
    ['node-1', 'node-2', 'node-10', 'node-100'],
  );
});

test('a sorting survives the URL, and an unknown column falls back', () => {
  const fallback = { column: 'name', falling: false };
  const sorting = { column: 'rate', falling: true };
  assert.deepEqual(readSorting(writeSorting(sorting), ['name', 'rate'], fallback), sorting);
  assert.deepEqual(readSorting('-size', ['name', 'rate'], fallback), fallback);
  assert.deepEqual(readSorting(null, ['name'], fallback), fallback);
});
