import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outline } from './boxes.ts';
import { assertApart, boxesOf, shaped } from './fixtures/grouped.ts';
import type { Link } from './graph.ts';
import { placeNew } from './place.ts';

test('10,000 nodes in 200 groups are placed in seconds, and all of them apart', () => {
  const nodes = Array.from({ length: 10_000 }, (_, index) => `ns-${index % 200}/workload-${index}`);
  const at = (index: number) => nodes[index % nodes.length] ?? '';
  // Two thirds of the links stay in their group.
  const links = Array.from(
    { length: 30_000 },
    (_, index): Link => [at(index * 7919), at(index * 7919 + (index % 3 === 0 ? index * 31 + 1 : 200 * (1 + (index % 13))))],
  );
  const input = shaped(nodes, links);
  const began = performance.now();
  const places = placeNew(input);
  const tookMs = performance.now() - began;
  assert.equal(places.size, 10_000);
  assertApart(input, places);
  assert.ok(tookMs < 9000, `took ${Math.round(tookMs)} ms`);
  const drawn = [...boxesOf(input, places).values()].map(outline);
  const width = Math.max(...drawn.map((box) => box.x + box.width)) - Math.min(...drawn.map((box) => box.x));
  const height = Math.max(...drawn.map((box) => box.y + box.height)) - Math.min(...drawn.map((box) => box.y));
  const fill = drawn.reduce((sum, box) => sum + box.width * box.height, 0) / (width * height);
  assert.ok(fill > 0.4, `boxes fill ${fill} of the map`);
  assert.ok(width / height > 1.4 && width / height < 2.4, `${width} by ${height}`);
});
