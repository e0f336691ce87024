import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstKnown, hasShape, sparkPath } from './spark.ts';

test('zero lies at the bottom and the largest value at the top; a gap is a break', () => {
  const { line, last } = sparkPath([0, 10, null, 5], 14, 14);
  assert.equal(line, 'M2.0 12.0L5.3 2.0M12.0 7.0h1');
  assert.deepEqual(last, { x: 12, y: 7 });
});

test('nothing at all draws nothing', () => {
  assert.deepEqual(sparkPath([null, null], 14, 14), { line: '', area: '', last: undefined });
});

test('two points are no shape yet, whatever gaps are between them', () => {
  assert.equal(hasShape([null, 1, null, 2]), false);
  assert.equal(hasShape([1, null, 0, 2]), true);
});

test('a line of zeros lies at the bottom', () => {
  assert.equal(sparkPath([0, 0], 14, 14).line, 'M2.0 12.0L12.0 12.0');
});

test('lines of one table begin together, where the first of them does', () => {
  assert.equal(
    firstKnown([
      [null, null, 1, 2],
      [null, 3, null, 4],
      [null, null, null, null],
    ]),
    1,
  );
  assert.equal(firstKnown([[null, null, null, 1]]), 2);
  assert.equal(firstKnown([]), 0);
});
