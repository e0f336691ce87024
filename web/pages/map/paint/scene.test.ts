import assert from 'node:assert/strict';
import { test } from 'node:test';
import { middleOf } from '../layout/polyline.ts';
import { readFilters } from '../model/filters.ts';
import { mapModel } from '../model/model.ts';
import { sampleEdge, sampleL7, sampleNode, sampleTopology } from '../model/sample-topology.ts';
import { widthOfRate } from '../model/sums.ts';
import { RouteBook } from '../scene/route-book.ts';
import { type Scene, sceneOf } from '../scene/scene.ts';
import { type Direction, firstThing, walk } from '../scene/walk.ts';
import { hit } from './hit.ts';
import { inSight } from './paint.ts';

const asked = sampleL7({ seen: true, reason: '', requestsPerSecond: 1240, errorsPerSecond: 12.4, errorRatio: 0.01, p99Seconds: 0.0842 });
const hidden = sampleL7({ reason: 'HTTP/2', unseen: [{ reason: 'http2', says: 'HTTP/2', connections: 1 }] });

const topology = sampleTopology(
  [sampleNode('curl', 0, 31), sampleNode('nginx', 300, 0), sampleNode('api', 300, 62), sampleNode('db', 600, 31)],
  [
    sampleEdge('curl', 'nginx', 80, { connectsPerSecond: 5, toServerBytesPerSecond: 1e6 }, { l7: asked }),
    sampleEdge('curl', 'api', 3000, { failuresPerSecond: 2, failureRatio: 1 }),
    sampleEdge('nginx', 'db', 5432, { openConnections: 3, toClientBytesPerSecond: 1e6 }, { l7: hidden }),
  ],
);

function sceneFor(shown: typeof topology): Scene {
  const model = mapModel(shown, readFilters(new URLSearchParams()));
  return sceneOf(model, new RouteBook());
}

const scene = sceneFor(topology);
const [toNginx, toApi, toDb] = ['curl>nginx:80', 'curl>api:3000', 'nginx>db:5432'];
const line = (id: string | undefined) => {
  const found = scene.lineById.get(id ?? '');
  assert.ok(found);
  return found;
};

test('an edge is as wide as the logarithm of its rate, within bounds', () => {
  assert.ok(widthOfRate(0) > 0);
  assert.ok(widthOfRate(1000) > widthOfRate(10));
  assert.equal(widthOfRate(1e15), widthOfRate(1e12));
});

test('only an edge with failures alone is dashed', () => {
  assert.deepEqual(
    scene.cross.filter(({ dashed }) => dashed).map(({ id }) => id),
    [toApi],
  );
  assert.equal(line(toApi).brief, '2/s failed');
});

const texts = (id: string | undefined) => line(id).label.map(({ text }) => text);

test('an edge tells its requests where they are seen; else its bytes, and that requests are not seen', () => {
  assert.equal(line(toNginx).brief, '1.24k/s');
  assert.deepEqual(texts(toNginx), [':80', '1.24k\u202freq/s', '1\u202f% errors', '84.2\u202fms']);
  assert.equal(line(toDb).brief, '977\u202fKiB/s');
  assert.deepEqual(texts(toDb), [':5432', '0\u202fconn/s', '977\u202fKiB/s', 'requests not seen']);
  assert.deepEqual(texts(toApi), [':3000', '2\u202fconn/s', '100\u202f% failed']);
});

test('the label of an edge whose requests are seen says that it is connects that failed', () => {
  const edges = [sampleEdge('api', 'db', 5432, { connectsPerSecond: 1, failuresPerSecond: 1, failureRatio: 0.5 }, { l7: asked })];
  const [only] = sceneFor(sampleTopology([sampleNode('api', 0, 0), sampleNode('db', 300, 0)], edges)).cross;
  assert.deepEqual(
    only?.label.map(({ text }) => text),
    [':5432', '1.24k\u202freq/s', '1\u202f% errors', '84.2\u202fms', '50\u202f% of connects failed'],
  );
});

test('an edge over unix sockets tells who is connected, and makes up no bytes', () => {
  const l7 = sampleL7({ reason: 'unix socket', unseen: [{ reason: 'unix_socket', says: 'unix socket', connections: 0 }] });
  const edges = [sampleEdge('api', 'db', 0, { openConnections: 3 }, { transport: 'unix', l7 })];
  const over = sceneFor(sampleTopology([sampleNode('api', 0, 0), sampleNode('db', 300, 0)], edges));
  const [only] = over.cross;
  assert.deepEqual([only?.brief, only?.idle, only?.label.map(({ text }) => text)], ['3 open', false, ['unix', '3 open', 'requests not seen']]);
  assert.deepEqual(
    over.cards.map(({ line: { kind, ...said } }) => [kind, 'text' in said ? said.text : '']),
    [
      ['words', 'requests not seen'],
      ['words', 'requests not seen'],
    ],
  );
});

const view = { x: 0, y: 0, scale: 1 };
const trunks = { segments: [], routes: new Map() };

function found(x: number, y: number) {
  const size = { width: 1000, height: 500 };
  const seen = inSight({ scene, view, size, selected: undefined, hovered: undefined });
  return hit({ seen, trunks, view, sight: { left: 0, top: 0, right: 1000, bottom: 500 } }, { x, y }, 6);
}

test('a click finds the card first, else the nearest edge within reach', () => {
  assert.deepEqual(found(20, 50), { kind: 'node', id: 'curl' });
  const { middle } = line(toDb);
  assert.deepEqual(found(middle.x, middle.y + 4), { kind: 'edge', id: toDb });
  assert.equal(found(middle.x, middle.y + 40), undefined);
});

test('the middle of a polyline is half of its length away from either end', () => {
  assert.deepEqual(middleOf([0, 0, 10, 0, 10, 30]), { x: 10, y: 10 });
});

test('arrow keys walk along edges and between their neighbours', () => {
  const steps = (from: ReturnType<typeof firstThing>, ...directions: Direction[]) =>
    directions.reduce((at, direction) => at && walk({ scene, far: false, ways: new Map() }, at, direction, 'client'), from)?.id;
  const start = firstThing({ scene, far: false, ways: new Map() });
  assert.equal(start?.id, 'curl');
  assert.equal(steps(start, 'right'), toNginx);
  assert.equal(steps(start, 'right', 'down'), toApi);
  assert.equal(steps(start, 'right', 'right', 'right', 'right'), 'db');
  assert.equal(steps({ kind: 'node', id: 'db' }, 'left', 'left'), 'nginx');
  assert.equal(steps({ kind: 'node', id: 'nginx' }, 'down'), 'api');
  assert.equal(steps(start, 'left'), undefined);
});
