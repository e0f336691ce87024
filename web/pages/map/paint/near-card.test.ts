import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkloadProcesses } from '#contract/processes.ts';
import type { CardProcesses } from '../model/card-processes.ts';
import { readFilters } from '../model/filters.ts';
import { mapModel } from '../model/model.ts';
import { sampleNode, sampleTopology } from '../model/sample-topology.ts';
import { RouteBook } from '../scene/route-book.ts';
import { sceneOf } from '../scene/scene.ts';
import { sentenceOf } from '../scene/sentence.ts';
import { nearestFirst, placed, placesIn } from './near-card.ts';
import { samplePicture, textsIn } from './sample-picture.ts';
import { cardOpenScale, levelOf, scaleLimits } from './view.ts';

const nodes = [
  sampleNode('process:api', 0, 0, { name: 'api', hosts: ['n1'] }),
  sampleNode('process:far', 400, 0, { name: 'far', hosts: [] }),
  sampleNode('external:bank', 0, 200, { name: 'bank', kind: 'external' }),
];
const scene = sceneOf(mapModel(sampleTopology(nodes, []), readFilters(new URLSearchParams())), new RouteBook());
const near = { x: 40, y: 40, scale: 2.8 };

const told = (count: number, more = 0): CardProcesses => ({
  state: 'told',
  told: {
    ...{ at: '2026-01-01T00:00:00Z', more, unknown: [] },
    processes: Array.from({ length: count }, (_, at) => ({
      ...{ node: 'n1', pid: 100 + at, name: 'api', command: at === 0 ? 'api --serve' : `api: worker ${at}`, startedAt: '2026-01-01T00:00:00Z' },
      ...{ cpuSeconds: 1, cpuCores: at === 0 ? null : 0.25, residentBytes: (at + 1) << 20, connections: 0 },
    })) satisfies WorkloadProcesses['processes'],
  },
});

const textsOf = (of: CardProcesses | undefined, view = near): string[] => [
  ...textsIn(samplePicture(scene, view, undefined, undefined, of === undefined ? undefined : new Map([['process:api', of]]))).keys(),
];

test('from near by a card opens into its processes; from further away it is what it was', () => {
  const texts = textsOf(told(2));
  for (const text of ['api', '2 processes', ' 100', '1.00\u202fMiB', 'worker 1', ' 101', '25\u202f%   2.00\u202fMiB']) assert.ok(texts.includes(text), text);
  const further = textsOf(told(2), { ...near, scale: cardOpenScale - 0.01 });
  assert.ok(!further.some((text) => /process|worker/.test(text)), further.join());
});

test('what has no place in the card is counted, and the frame of the card stays', () => {
  const texts = textsOf(told(200, 40));
  const boxes = texts.filter((text) => /^ \d{3}$/.test(text)).length;
  assert.ok(texts.includes('240 processes'));
  assert.ok(texts.includes(`and ${240 - boxes} more`), texts.join());
  const top = samplePicture(scene, near, undefined, undefined, new Map([['process:api', told(200, 40)]]));
  const frames = [...top.matchAll(/<rect[^>]* y="([\d.]+)"[^>]* height="([\d.]+)"/g)].map(([, y, height]) => Number(y) + Number(height));
  assert.ok(
    frames.every((bottom) => bottom <= 48 * near.scale || bottom > 100),
    'no box beyond its card',
  );
});

test('a card without boxes says why', () => {
  const saying = (of: CardProcesses | undefined, text: string) => assert.ok(textsOf(of).includes(text), textsOf(of).join());
  saying(undefined, 'its processes: come nearer');
  saying(undefined, 'outside: its processes are not seen');
  saying(undefined, 'processes not seen: on no watched node');
  saying(told(0), 'no process of it runs now');
  saying({ state: 'unknown', reason: 'no answer within 3 s' }, 'not known: no answer within 3 s');
});

test('boxes are never so narrow that they say nothing, and stand in no more columns than they need', () => {
  for (let scale = cardOpenScale; scale <= scaleLimits.most; scale += 0.1) {
    const [width, height] = [144 * scale, 48 * scale];
    for (const count of [1, 5, 500]) {
      const { columns, rows, boxWidth } = placesIn(width, height, count);
      assert.ok(boxWidth >= 180 && columns * boxWidth <= width, `${count} at ${scale}`);
      assert.ok(46 + rows * 23 - 3 <= height - 4, `${rows} rows at ${scale}`);
      assert.ok(rows >= 2 && columns <= Math.ceil(count / rows), `${columns} columns of ${rows} for ${count}`);
    }
  }
});

test('the last place tells of those that have none', () => {
  assert.deepEqual(placed([1, 2, 3], 0, 3), { shown: [1, 2, 3], left: 0 });
  assert.deepEqual(placed([1, 2, 3], 1, 3), { shown: [1, 2], left: 2 });
  assert.deepEqual(placed([1, 2, 3], 0, 2), { shown: [1], left: 2 });
});

test('only cards that run here are asked for their processes, the nearest first', () => {
  const cards = [...scene.cardById.values()];
  assert.deepEqual(nearestFirst(cards, { x: 0, y: 0 }), ['process:api']);
});

test('the levels follow how near one is', () => {
  assert.deepEqual(
    [0.05, 1, cardOpenScale, 5].map((scale) => levelOf({ x: 0, y: 0, scale }, scale < 0.1)),
    ['groups', 'cards', 'processes', 'processes'],
  );
});

test('the keyboard hears how many processes a card has opened into', () => {
  const says = (processes: CardProcesses) =>
    sentenceOf({ scene, far: false, processes: new Map([['process:api', processes]]) }, { kind: 'node', id: 'process:api' });
  assert.match(says(told(200, 40)), / 240 processes\.$/);
  assert.match(says({ state: 'asked' }), / 0 out\.$/);
});
