import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from './counted.ts';
import { placeFlat } from './fixtures/flat.ts';

test('ids stand as a person counts; those that count alike, by their letters', () => {
  assert.deepEqual(counted(['host:node-10', 'host:node-2', 'db', 'host:node-02', 'host:node-1']), [
    'db',
    'host:node-1',
    'host:node-02',
    'host:node-2',
    'host:node-10',
  ]);
});

test('what nothing else orders is placed from top to bottom as a person counts', () => {
  const called = ['node-10', 'node-9', 'node-100', 'node-2'];
  const places = placeFlat({ nodes: ['web', ...called], links: called.map((name) => ['web', name]), pinned: [] });
  const heightOf = (name: string) => places.get(name)?.halfRow ?? 0;
  assert.deepEqual(
    called.sort((a, b) => heightOf(a) - heightOf(b)),
    ['node-2', 'node-9', 'node-10', 'node-100'],
  );
});
