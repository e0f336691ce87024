import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fit, inFrame, isFar, isWhole, legibleScale, namesScale, toScreen } from '../paint/view.ts';
import { Camera } from './camera.ts';
import { viewFrom } from './standpoint.ts';

const all = { left: 0, top: 0, right: 3000, bottom: 1800 };
const [small, large] = [
  { width: 1280, height: 700 },
  { width: 2560, height: 1300 },
];

function placed(): Camera {
  const camera = new Camera(() => undefined);
  camera.resize(small, 0);
  camera.place(all, undefined);
  return camera;
}

test('a map that nobody moved fills a frame that grows and one that shrinks', () => {
  const camera = placed();
  for (const size of [large, small]) {
    camera.resize(size, 0);
    camera.place(all, undefined);
    assert.deepEqual(camera.view, fit(all, size));
  }
});

test('a map that somebody moved stays as it was left', () => {
  const camera = placed();
  camera.zoom(1.5);
  const { view } = camera;
  camera.resize(large, 0);
  camera.place(all, undefined);
  assert.deepEqual(camera.view, view);
  camera.fitAll(all);
  assert.deepEqual(camera.view, fit(all, large));
});

test('what is new in the same frame moves nothing as long as it is seen', () => {
  const camera = placed();
  const { view } = camera;
  camera.resize(small, 0);
  camera.place({ ...all, right: 2800 }, undefined);
  assert.deepEqual(camera.view, view);
  camera.place({ ...all, right: 6000 }, undefined);
  assert.deepEqual(camera.view, fit({ ...all, right: 6000 }, small));
});

test('of few cards the names are legible, though not all of them are in sight; whoever asks for all gets all', () => {
  const camera = new Camera(() => undefined);
  camera.few = true;
  camera.resize(small, 0);
  camera.place(all, undefined);
  assert.equal(camera.view.scale, legibleScale);
  assert.ok(camera.view.x > 0 && camera.view.y > 0, 'where it begins is in sight');
  const { view } = camera;
  camera.place({ ...all }, undefined);
  assert.deepEqual(camera.view, view);
  camera.fitAll(all);
  assert.deepEqual(camera.view, fit(all, small));
});

/** Few cards, of which not all are in sight, and none at the edge of the frame is cut. */
function reading(): Camera {
  const camera = new Camera(() => undefined);
  camera.few = true;
  camera.parts = [{ left: 1000, top: 900, right: 2100, bottom: 1070 }];
  camera.resize(small, 0);
  camera.place(all, undefined);
  return camera;
}

test('few cards that somebody reads stay where they are when a card comes or goes; what a person chooses to see is fitted', () => {
  const camera = reading();
  const { view } = camera;
  assert.notEqual(view.scale, legibleScale, 'at that size one would be cut');
  camera.parts = [{ left: 1000, top: 900, right: 2300, bottom: 1070 }];
  camera.place(all, undefined);
  const grown = { left: -220, top: -62, right: 3220, bottom: 1862 };
  camera.place(grown, undefined);
  assert.deepEqual(camera.view, view);
  camera.place(grown, undefined, true);
  assert.notDeepEqual(camera.view, view);
  const away = { left: 9000, top: 9000, right: 12_000, bottom: 12_000 };
  camera.place(away, undefined);
  assert.ok(inFrame(camera.view, away, small), 'nothing of it was to be seen');
});

test('few cards that were all in sight are so when more of them come: a host that is just being watched', () => {
  const camera = new Camera(() => undefined);
  camera.few = true;
  camera.resize(small, 0);
  for (const right of [200, 1000, 2000]) {
    const grown = { left: 0, top: 0, right, bottom: 600 };
    camera.place(grown, undefined);
    assert.ok(isWhole(grown, camera.view, small), `${right} wide`);
  }
});

test('a group that was opened stays in sight when the next answer comes, of few cards and of many', () => {
  for (const few of [true, false]) {
    const camera = few ? reading() : placed();
    const before = camera.view;
    camera.bring({ left: 2900, top: 1700, right: 3300, bottom: 2100 });
    const { view } = camera;
    assert.notDeepEqual(view, before);
    camera.place(all, undefined, few);
    camera.place({ ...all, right: 3300, bottom: 2100 }, undefined);
    assert.deepEqual(camera.view, view);
    assert.equal(camera.standpoint, undefined);
  }
});

test('of few cards the selected one is in sight', () => {
  const camera = new Camera(() => undefined);
  camera.few = true;
  camera.resize(small, 376);
  const box = { left: 2800, top: 1700, right: 2944, bottom: 1748 };
  camera.place(all, box);
  const { x, y, scale } = camera.view;
  assert.equal(scale, legibleScale);
  assert.ok(box.right * scale + x <= small.width - 376 && box.bottom * scale + y <= small.height);
});

test('of few cards both ends of what is selected are in sight where they can be read then', () => {
  const camera = new Camera(() => undefined);
  camera.few = true;
  camera.resize(small, 376);
  const wide = { left: 600, top: 1500, right: 2100, bottom: 1700 };
  camera.place(all, wide);
  const { left, right } = toScreen(camera.view, wide);
  assert.ok(camera.view.scale < legibleScale && camera.view.scale >= namesScale);
  assert.deepEqual([left >= 23.9, right <= small.width - 376 - 23.9], [true, true]);
});

test('a map that opens smaller for what is selected begins where it would at any size', () => {
  const camera = new Camera(() => undefined);
  camera.few = true;
  camera.resize(small, 376);
  const high = { left: -896, top: -44, right: 1260, bottom: 1456 };
  camera.place(high, { left: -500, top: -40, right: -356, bottom: 1440 });
  const { left, bottom } = toScreen(camera.view, high);
  assert.ok(camera.view.scale < legibleScale);
  assert.equal(Math.round(left), 24);
  assert.ok(bottom < small.height);
});

test('of few cards that are all in sight the size stays when a panel opens beside which none could be read', () => {
  const camera = new Camera(() => undefined);
  camera.few = true;
  const drawn = { left: -896, top: -44, right: 1260, bottom: 1025 };
  camera.resize(small, 0);
  camera.place(drawn, undefined);
  assert.deepEqual(camera.view, fit(drawn, small));
  const box = { left: 1100, top: 400, right: 1244, bottom: 448 };
  camera.cover(376, drawn, box);
  const { x, scale } = camera.view;
  assert.equal(scale, fit(drawn, small).scale);
  assert.ok(box.right * scale + x <= small.width - 376);
});

test('a map that opens with its panel stands beside it; one whose panel is opened later stays as it was', () => {
  const opened = new Camera(() => undefined);
  const box = { left: 2800, top: 1700, right: 2944, bottom: 1748 };
  opened.resize(small, 376);
  opened.place(all, box);
  const beside = { width: small.width - 376, height: small.height };
  assert.deepEqual(opened.view, fit(all, beside));
  const camera = placed();
  const { scale } = camera.view;
  camera.cover(376, all, box);
  assert.equal(camera.view.scale, scale);
  assert.ok(box.right * scale + camera.view.x <= beside.width);
  camera.cover(0, all, undefined);
  assert.deepEqual(camera.view, fit(all, small));
});

test('only what a person has moved stands in a link, and it opens the same in a frame of any size', () => {
  const camera = placed();
  assert.equal(camera.standpoint, undefined);
  camera.sight({ left: 2900, top: 1700, right: 2950, bottom: 1750 });
  assert.equal(camera.standpoint, undefined);
  camera.zoom(3);
  camera.panBy(-100, 40);
  const from = camera.standpoint;
  assert.ok(from);
  const other = new Camera(() => undefined);
  other.look(from);
  for (const size of [large, { width: 2560, height: 1260 }]) {
    other.resize(size, 0);
    other.place(all, undefined);
    assert.deepEqual(other.standpoint, from);
    assert.deepEqual(other.view, viewFrom(from, size));
  }
  other.panBy(1, 0);
  assert.notDeepEqual(other.standpoint, from);
  other.fitAll(all);
  assert.equal(other.standpoint, undefined);
});

test('a place from which nothing of the map is to be seen is none', () => {
  const camera = new Camera(() => undefined);
  camera.look({ x: 900_000, y: 0, scale: 1 });
  camera.resize(small, 0);
  camera.place(all, undefined);
  assert.deepEqual(camera.view, fit(all, small));
  assert.equal(camera.standpoint, undefined);
});

test('what is revealed stays where it is once its panel closes, though nobody has moved the map', () => {
  const camera = new Camera(() => undefined);
  const huge = { left: 0, top: 0, right: 60_000, bottom: 40_000 };
  camera.resize(small, 376);
  camera.place(huge, undefined);
  assert.ok(isFar(camera.view));
  camera.reveal({ left: 30_000, top: 20_000, right: 30_144, bottom: 20_048 });
  const { view } = camera;
  assert.equal(view.scale, legibleScale);
  camera.cover(0, huge, undefined);
  assert.deepEqual(camera.view, view);
  assert.equal(camera.standpoint, undefined);
});
