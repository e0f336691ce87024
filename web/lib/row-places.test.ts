import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesOf, rowAt, rowsInSight, withHeights } from './row-places.ts';

const places = placesOf(100, (at) => (at === 10 ? 200 : 20));

test('rows stand below each other, each as high as it is', () => {
  assert.deepEqual([places[0], places[10], places[11], places[100]], [0, 200, 400, 2180]);
  assert.deepEqual(
    [0, 19, 20, 399, 400, 2179, 9999].map((px) => rowAt(places, px)),
    [0, 0, 1, 10, 11, 99, 99],
  );
});

test('the rows in sight are those and some on both sides, within what there is', () => {
  assert.deepEqual(rowsInSight(places, 0, 100, 3), { first: 0, last: 9 });
  assert.deepEqual(rowsInSight(places, 500, 100, 3), { first: 13, last: 25 });
  assert.deepEqual(rowsInSight(places, 2080, 100, 3), { first: 92, last: 100 });
  assert.deepEqual(
    rowsInSight(
      placesOf(0, () => 20),
      0,
      100,
      3,
    ),
    { first: 0, last: 0 },
  );
});

test('heights that differ are kept, those of a list that is followed all day not for ever', () => {
  const known = withHeights(
    new Map(),
    [
      { key: 'usual', height: 20.3 },
      { key: 'high', height: 60 },
    ],
    20,
  );
  assert.deepEqual([...known], [['high', 60]]);
  assert.equal(withHeights(known, [{ key: 'high', height: 60 }], 20), known);
  assert.equal(withHeights(known, [{ key: 'high', height: 20 }], 20).get('high'), 20);
  const many = Array.from({ length: 30_000 }, (_, row) => ({ key: `row ${row}`, height: 40 }));
  const kept = withHeights(known, many, 20);
  assert.equal(kept.size, 20_000);
  assert.ok(!kept.has('high') && kept.has('row 29999'));
});
