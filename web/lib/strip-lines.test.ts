import assert from 'node:assert/strict';
import { test } from 'node:test';
import { added, drawn } from './strip-lines.ts';

const height = 22;
const xs = [0, 10, 20, 30, 40];

test('the greatest value reaches the top, a gap is a gap, and a value between two gaps is still seen', () => {
  const { line, area } = drawn([10, 5, null, 10, null], [], xs, height);
  assert.equal(line, 'M0 2L10 12M30 2h1');
  assert.equal(area, 'M0 22L0 2L10 12L10 22ZM30 22L30 2L30 22Z');
});

test('failures stand on the same scale, never too small to be seen, and none where nothing failed', () => {
  assert.deepEqual(drawn([100, 100, 100, 100], [0, 0.001, 50, null], xs, height).bars, [
    { x: 10, height: 2 },
    { x: 20, height: 10 },
  ]);
  assert.deepEqual(drawn([null], [7], xs, height).bars, [{ x: 0, height: 20 }]);
});

test('nothing at all draws nothing', () => {
  assert.deepEqual(drawn([null, null], [null, null], xs, height), { line: '', area: '', bars: [] });
  assert.equal(drawn([0, 0], [0, 0], xs, height).line, 'M0 22L10 22');
});

test('two lines added have a gap where both have one', () => assert.deepEqual(added([1, null, null], [2, 3]), [3, 3, null]));
