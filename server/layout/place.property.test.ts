import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertNoOverlap, placeFlat } from './fixtures/flat.ts';
import type { Link } from './graph.ts';
import type { Place } from './grid.ts';

interface Drawing {
  readonly nodes: readonly string[];
  readonly links: readonly Link[];
}

/** What changes a drawing, at two of its nodes. */
const edits = {
  'a node is called': ({ nodes, links }: Drawing, added: string, [one]: Link) => ({ nodes: [...nodes, added], links: [...links, [one, added] as const] }),
  'a node is called and calls': ({ nodes, links }: Drawing, added: string, [one, other]: Link) => ({
    nodes: [...nodes, added],
    links: [...links, [one, added] as const, [added, other] as const],
  }),
  'a node goes': ({ nodes, links }: Drawing, _added: string, [gone]: Link) => ({
    nodes: nodes.filter((node) => node !== gone),
    links: links.filter((link) => !link.includes(gone)),
  }),
  'one calls another': ({ nodes, links }: Drawing, _added: string, link: Link) => ({ nodes, links: [...links, link] }),
  'a lone node comes': ({ nodes, links }: Drawing, added: string) => ({ nodes: [...nodes, added], links }),
};

const editNames = Object.keys(edits).filter((name): name is keyof typeof edits => name in edits);

test('after any edits no node has moved and no cards overlap', () => {
  // Nodes are taken by their numbers, modulo how many there are; each of the first is called by one before it.
  const number = fc.nat(999);
  const callers = fc.array(number, { maxLength: 60, size: 'max' });
  const steps = fc.array(fc.tuple(fc.constantFrom(...editNames), number, number), { maxLength: 50, size: 'max' });
  fc.assert(
    fc.property(callers, steps, (by, all) => {
      const first = Array.from({ length: by.length + 1 }, (_, index) => `node-${index}`);
      let drawing: Drawing = { nodes: first, links: by.map((caller, index) => [`node-${caller % (index + 1)}`, `node-${index + 1}`]) };
      const known = new Map<string, Place>();
      const settle = () => {
        for (const [node, place] of placeFlat({ ...drawing, pinned: [...known] })) {
          assert.ok(!known.has(node), `${node} moved`);
          known.set(node, place);
        }
        assert.ok(drawing.nodes.every((node) => known.has(node)));
        assertNoOverlap(known);
      };
      settle();
      for (const [step, [name, one, other]] of all.entries()) {
        const nodeAt = (at: number) => drawing.nodes[at % drawing.nodes.length] ?? '';
        drawing = edits[name](drawing, `added-${step}`, [nodeAt(one), nodeAt(other)]);
        settle();
      }
    }),
    { numRuns: 60 },
  );
});
