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
  assert.ok((placeNames([one], 400, [header]).get(one)?.right ?? Number.NaN) <= 100);
});

test('there are no more names than asked for', () => {
  assert.equal(placeNames([block(0, 0), block(0, 100), block(0, 200)], 2).size, 2);
});
