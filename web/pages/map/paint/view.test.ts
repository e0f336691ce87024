import assert from 'node:assert/strict';
import { test } from 'node:test';
import { farBox, fit, inFrame, keepInSight, scaleLimits, toWorld, type View, zoomAt } from './view.ts';

const frame = { width: 1000, height: 600 };
const box = { left: 0, top: 0, right: 400, bottom: 200 };

test('a small map is centred at its own size, a large one is shrunk into the frame', () => {
  assert.deepEqual(fit(box, frame), { scale: 1, x: 300, y: 200 });
  const large = fit({ left: -500, top: 0, right: 3500, bottom: 1000 }, frame);
  assert.ok(large.scale < 1);
  assert.ok(-500 * large.scale + large.x >= 0 && 3500 * large.scale + large.x <= frame.width);
});

test('zooming keeps what is under the pointer, within limits', () => {
  const view: View = { x: 40, y: -20, scale: 0.7 };
  const at = { x: 333, y: 222 };
  const near = toWorld(zoomAt(view, at, 1.5), at);
  const was = toWorld(view, at);
  assert.ok(Math.abs(near.x - was.x) < 1e-9 && Math.abs(near.y - was.y) < 1e-9);
  assert.equal(zoomAt(view, at, 1e9).scale, scaleLimits.most);
  assert.equal(zoomAt(view, at, 1e-9).scale, scaleLimits.least);
});

test('what is in sight stays where it is, what is not comes just into it', () => {
  const view: View = { x: 100, y: 100, scale: 1 };
  assert.deepEqual(keepInSight(view, box, frame), view);
  const moved = keepInSight({ ...view, x: 800 }, box, frame);
  assert.equal(box.right + moved.x, frame.width - 24);
  assert.equal(moved.y, view.y);
});

test('a box too large for the frame is centred', () => {
  const moved = keepInSight({ x: 0, y: 0, scale: 1 }, { left: 0, top: 0, right: 5000, bottom: 100 }, frame);
  assert.equal(2500 + moved.x, frame.width / 2);
});

test('only what is outside of the frame is not painted', () => {
  assert.equal(inFrame({ x: 0, y: 0, scale: 1 }, box, frame), true);
  assert.equal(inFrame({ x: -401, y: 0, scale: 1 }, box, frame), false);
});

test('from far away what is outside is never too small to be found', () => {
  const box = { left: 100, top: 100, right: 300, bottom: 200 };
  const view = { x: 0, y: 0, scale: 0.05 };
  const shown = farBox(view, { kind: 'external', box });
  assert.ok(shown.right - shown.left >= 60 && shown.bottom - shown.top >= 18);
  assert.deepEqual([shown.left, (shown.top + shown.bottom) / 2], [5, 7.5]);
  assert.deepEqual(farBox(view, { kind: 'namespace', box }), { left: 5, top: 5, right: 15, bottom: 10 });
});
