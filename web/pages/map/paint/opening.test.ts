import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxAround, boxOfCard } from '../layout/geometry.ts';
import { countCut, openingView } from './opening.ts';
import { fit, isWhole, legibleScale, namesScale, toScreen } from './view.ts';

/** What is left of a window of 1280 × 800. */
const frame = { width: 1232, height: 604 };
const drawn = { left: -896, top: -44, right: 1260, bottom: 1025 };

test('a map of the size of the drawn one opens whole, below the tools, with room for its names', () => {
  const view = openingView(drawn, frame);
  assert.deepEqual(view, fit(drawn, frame));
  assert.ok(view.scale >= namesScale);
  const { left, top, right, bottom } = toScreen(view, drawn);
  const margins = [left, top, frame.width - right, frame.height - bottom].map(Math.round);
  assert.ok(
    [24, 48, 24, 24].every((least, side) => (margins[side] ?? 0) >= least),
    margins.join(' '),
  );
});

test('from far away the levels lie over no part of the map', () => {
  const wide = { left: 0, top: 0, right: 60_000, bottom: 9000 };
  const { right } = toScreen(fit(wide, frame), wide);
  assert.ok(right <= frame.width - 144 - 24);
});

/** Two by three groups of twelve cards each. */
const groups = [0, 1].flatMap((column) => [0, 1, 2].map((row) => ({ left: column * 900, top: row * 440, right: column * 900 + 616, bottom: row * 440 + 320 })));
const cards = groups.flatMap(({ left, top }) =>
  [0, 1, 2].flatMap((column) => [0, 1, 2, 3].map((row) => boxOfCard({ x: left + 16 + column * 220, y: top + 44 + row * 62 }))),
);
const parts = [...groups, ...cards];

test('a map that does not fit opens at a size at which the edges of the frame cut nothing', () => {
  const low = { width: 1232, height: 480 };
  const all = boxAround(parts);
  assert.ok(all && fit(all, low).scale < namesScale);
  const legible = openingView(all, low);
  assert.equal(legible.scale, legibleScale);
  assert.ok(countCut(parts, legible, low) > 0, 'at another size something is cut');
  const view = openingView(all, low, parts);
  assert.equal(countCut(parts, view, low), 0);
  assert.ok(view.scale >= namesScale);
  assert.ok(parts.filter((part) => isWhole(part, view, low)).length > parts.length / 2, 'and much of it is seen');
});
