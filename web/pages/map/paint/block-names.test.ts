import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeNames } from './block-names.ts';

const block = (left: number, top: number) => ({ box: { left, top, right: left + 40, bottom: top + 14 }, widthPx: 60 });

test('a name stands right of its block, or where that is taken, on another side', () => {
  const [one, two] = [block(100, 100), block(150, 100)];
  const places = placeNames([one, two], 400);
  assert.ok((places.get(one)?.right ?? Number.NaN) <= 100, 'left of the first');
  assert.ok((places.get(two)?.left ?? Number.NaN) >= 190, 'right of the second');
});

test('names never lie on each other or on a block that is to be seen', () => {
  const blocks = Array.from({ length: 60 }, (_, index) => block((index % 6) * 55, Math.floor(index / 6) * 18));
  const places = [...placeNames(blocks, 400).values()];
  assert.ok(places.length > 0 && places.length < blocks.length);
  const all = [...places, ...blocks.map(({ box }) => box)];
  for (const place of places) {
    const lies = all.filter(
      (other) => other !== place && place.left < other.right && other.left < place.right && place.top < other.bottom && other.top < place.bottom,
    );
    assert.deepEqual(lies, []);
  }
});

test('a name leaves room for what will be painted over it', () => {
  const one = block(100, 100);
  const header = { left: 140, top: 90, right: 300, bottom: 110 };
  assert.ok((placeNames([one], 400, { obstacles: [header] }).get(one)?.right ?? Number.NaN) <= 100);
});

test('there are no more names than asked for', () => {
  assert.equal(placeNames([block(0, 0), block(0, 100), block(0, 200)], 2).size, 2);
});

test('a name that has a home begins on its block, or stands below or above it at home; it covers no other block, and is whole in the frame', () => {
  const home = { left: 0, top: 80, right: 200, bottom: 140 };
  const named = (left: number, others: readonly ReturnType<typeof block>[] = []) => {
    const one = { ...block(left, 100), home };
    return placeNames([one, ...others], 400, { sight: { left: 0, top: 0, right: 210, bottom: 300 } }).get(one);
  };
  assert.deepEqual([named(50)?.left, named(50)?.top], [50, 99.5]);
  assert.deepEqual([named(50, [block(95, 100)])?.left, named(50, [block(95, 100)])?.top], [50, 117]);
  assert.equal(named(50, [block(95, 100), block(50, 120), block(50, 84)]), undefined, 'nor on another block');
  assert.equal(named(170), undefined, 'not beyond the frame');
});
