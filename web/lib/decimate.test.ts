import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decimated } from './decimate.ts';

test('what is short is left as it is', () => {
  assert.deepEqual(decimated([[1, null, 3], Float64Array.of(4, Number.NaN, 6)]), {
    at: [0, 1, 2],
    lines: [
      [1, null, 3],
      [4, null, 6],
    ],
  });
});

test('each part keeps its least and its greatest value in their order, and one without a value is a gap', () => {
  const values = [1, 9, 2, 2, null, null, 7, 3, 5];
  const { at, lines } = decimated([values.slice(0, 8)], 4);
  assert.deepEqual(at, [0, 2, 4, 6]);
  assert.deepEqual(lines, [[1, 9, 7, 3]]);
  assert.deepEqual(decimated([[1, 2, null, null]], 2).lines, [[1, 2]]);
  assert.deepEqual(decimated([[null, null, null, 4, 4, 4]], 4).lines, [[null, null, 4, 4]]);
});

test('no peak is lost, nothing is made up, and there are never more points than asked for', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: -1000, max: 1000 })), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 2, max: 64 }),
      (values, most) => {
        const { at, lines } = decimated([values], most);
        const [found = []] = lines;
        const known = (some: readonly (number | null)[]) => some.filter((value) => value !== null);
        assert.ok(found.length <= most);
        assert.equal(at.length, found.length);
        assert.deepEqual(
          [...at].sort((a, b) => a - b),
          at,
        );
        assert.equal(Math.max(...known(found)), Math.max(...known(values)));
        assert.equal(Math.min(...known(found)), Math.min(...known(values)));
      },
    ),
  );
});
