import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Topology, TopologyGroup } from '#contract/routes.ts';
import { sampleEdge, sampleNode, sampleTopology } from '../model/sample-topology.ts';
import { type Arrangement, Arranger } from './arrangement.ts';
import { boxOfCard, boxOfEnclosure, contains, holds, overlaps } from './geometry.ts';

const group = (name: string): TopologyGroup => ({ id: name, kind: 'namespace', name, nodes: 0, x: 0, y: 0, width: 0, height: 0 });

/** Groups of 7, 2 and 20, and two nodes in none; in each group a chain, and a link to the next group. */
function town(): Topology {
  const sizes = [7, 2, 20];
  const nodes = sizes.flatMap((size, at) => Array.from({ length: size }, (_, index) => sampleNode(`g${at}-${index}`, 0, 0, { group: `g${at}` })));
  const chains = sizes.flatMap((size, at) => Array.from({ length: size - 1 }, (_, index) => sampleEdge(`g${at}-${index}`, `g${at}-${index + 1}`, 80)));
  const edges = [...chains, sampleEdge('g0-0', 'g2-0', 80), sampleEdge('alone', 'g1-0', 80)];
  return { ...sampleTopology([...nodes, sampleNode('alone', 0, 0), sampleNode('idle', 0, 0)], edges), groups: ['g0', 'g1', 'g2'].map(group) };
}

const placesOf = ({ nodes }: Topology) => new Map(nodes.map(({ id, x, y }) => [id, `${x} ${y}`]));

test('grid: what has a number in its name stands as a person counts', () => {
  const hosts = ['node-10', 'node-2', 'node-11', 'node-1', 'node-3'].map((name) => sampleNode(name, 0, 0, { group: 'g0' }));
  const { nodes } = new Arranger().arrange({ ...sampleTopology(hosts, []), groups: [group('g0')] }, 'grid');
  assert.deepEqual(
    [...nodes].sort((a, b) => a.y - b.y || a.x - b.x).map(({ name }) => name),
    ['node-1', 'node-2', 'node-3', 'node-10', 'node-11'],
  );
});

for (const kind of ['grid', 'force'] as const satisfies Arrangement[]) {
  test(`${kind}: every card has a place of its own, in its group and in no other`, () => {
    const { nodes, groups } = new Arranger().arrange(town(), kind);
    assert.equal(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size, nodes.length);
    for (const node of nodes) {
      const { left: x, top: y } = boxOfCard(node);
      assert.deepEqual(
        groups.filter((one) => holds(boxOfEnclosure(one), { x, y })).map(({ id }) => id),
        node.group === null ? [] : [node.group],
      );
    }
  });

  test(`${kind}: the same map is arranged the same way, in whatever order it came`, () => {
    const { nodes, edges, ...rest } = town();
    const turned = { ...rest, nodes: nodes.toReversed(), edges };
    assert.deepEqual(placesOf(new Arranger().arrange(turned, kind)), new Map([...placesOf(new Arranger().arrange(town(), kind))].reverse()));
  });

  test(`${kind}: what stands stays when a node goes, comes back, and another finds room in its group`, () => {
    const arranger = new Arranger();
    const { nodes, ...rest } = town();
    const before = placesOf(arranger.arrange({ nodes, ...rest }, kind));
    const fewer = placesOf(arranger.arrange({ ...rest, nodes: nodes.filter(({ id }) => id !== 'g2-3') }, kind));
    assert.deepEqual(
      [...fewer],
      [...before].filter(([id]) => id !== 'g2-3'),
    );
    const more = placesOf(arranger.arrange({ ...rest, nodes: [...nodes, sampleNode('g2-new', 0, 0, { group: 'g2' })] }, kind));
    assert.deepEqual([...more].slice(0, nodes.length), [...before]);
    assert.equal(new Set(more.values()).size, nodes.length + 1);
  });
}

/** No two cards and no two groups lie on each other, and no card lies on a group that it is not in. */
function assertClear({ nodes, groups }: Topology): void {
  const outlines = groups.map((one) => ({ id: one.id, box: boxOfEnclosure(one) }));
  for (const [at, node] of nodes.entries()) {
    const box = boxOfCard(node);
    const under = nodes.slice(at + 1).filter((other) => overlaps(box, boxOfCard(other)));
    const on = outlines.filter((group) => overlaps(box, group.box) && group.id !== node.group);
    assert.deepEqual(
      [...under, ...on].map(({ id }) => id),
      [],
      node.id,
    );
  }
  for (const [at, group] of outlines.entries()) {
    assert.deepEqual(
      outlines.slice(at + 1).flatMap(({ id, box }) => (overlaps(group.box, box) ? [id] : [])),
      [],
      group.id,
    );
  }
}

const standsIn = ({ nodes, groups }: Topology, id: string, group: string): boolean => {
  const [node, outline] = [nodes.find((one) => one.id === id), groups.find((one) => one.id === group)];
  return node !== undefined && outline !== undefined && contains(boxOfEnclosure(outline), boxOfCard(node));
};

for (const kind of ['grid', 'force'] as const satisfies Arrangement[]) {
  const newcomers = {
    'a node in no group': [sampleNode('a-new', 0, 0)],
    'several in no group': [1, 2, 3, 4, 5].map((index) => sampleNode(`a-new-${index}`, 0, 0)),
    'a new group': [1, 2, 3, 4].map((index) => sampleNode(`a-new-${index}`, 0, 0, { group: 'g3' })),
    'a member of a full group': [1, 2].map((index) => sampleNode(`a-new-${index}`, 0, 0, { group: 'g1' })),
    'many members of a full group': Array.from({ length: 40 }, (_, index) => sampleNode(`a-new-${index}`, 0, 0, { group: 'g1' })),
  };
  for (const [what, added] of Object.entries(newcomers)) {
    test(`${kind}: ${what} finds room, and nothing that was there has moved`, () => {
      const arranger = new Arranger();
      const { nodes, edges, groups, ...rest } = town();
      const before = placesOf(arranger.arrange({ nodes, edges, groups, ...rest }, kind));
      const calls = added.slice(0, 1).map(({ id }) => sampleEdge(id, 'g2-0', 80));
      const more = arranger.arrange({ ...rest, nodes: [...nodes, ...added], edges: [...edges, ...calls], groups: [...groups, group('g3')] }, kind);
      assert.deepEqual([...placesOf(more)].slice(0, nodes.length), [...before]);
      assertClear({ ...more, groups: more.groups.filter(({ id }) => more.nodes.some((node) => node.group === id)) });
      const again = arranger.arrange({ ...rest, nodes, edges, groups }, kind);
      assert.deepEqual([...placesOf(again)], [...before]);
    });
  }

  test(`${kind}: a full group grows while there is room, and a new one holds its members`, () => {
    const arranger = new Arranger();
    const { nodes, groups, ...rest } = town();
    arranger.arrange({ nodes, groups, ...rest }, kind);
    const added = [sampleNode('late', 0, 0, { group: 'g1' }), sampleNode('first', 0, 0, { group: 'g3' }), sampleNode('second', 0, 0, { group: 'g3' })];
    const more = arranger.arrange({ ...rest, nodes: [...nodes, ...added], groups: [...groups, group('g3')] }, kind);
    assert.deepEqual([standsIn(more, 'late', 'g1'), standsIn(more, 'first', 'g3'), standsIn(more, 'second', 'g3')], [true, true, true]);
  });

  test(`${kind}: a node that comes into a group stands in it`, () => {
    const arranger = new Arranger();
    const { nodes, ...rest } = town();
    arranger.arrange({ nodes, ...rest }, kind);
    const moved = nodes.map((node) => (node.id === 'alone' ? { ...node, group: 'g2' } : node));
    const after = arranger.arrange({ ...rest, nodes: moved }, kind);
    assert.ok(standsIn(after, 'alone', 'g2'));
    assertClear(after);
  });
}

test('along the flow everything stands where the server says', () => {
  const given = town();
  assert.equal(new Arranger().arrange(given, 'flow'), given);
});

test('force: what is linked comes to stand nearer than what is not', () => {
  const names = ['a', 'b'].flatMap((clique) => [0, 1, 2, 3].map((index) => `${clique}${index}`));
  const linked = (one: string, other: string) => one[0] === other[0];
  const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other] as const));
  const edges = pairs.flatMap(([one, other]) => (linked(one, other) ? [sampleEdge(one, other, 80)] : []));
  const places = new Map(
    new Arranger()
      .arrange(
        sampleTopology(
          names.map((name) => sampleNode(name, 0, 0)),
          [...edges, sampleEdge('a0', 'b0', 80)],
        ),
        'force',
      )
      .nodes.map((node) => [node.id, node]),
  );
  const away = (one: string, other: string) =>
    Math.hypot((places.get(one)?.x ?? 0) - (places.get(other)?.x ?? 0), (places.get(one)?.y ?? 0) - (places.get(other)?.y ?? 0));
  const mean = (some: typeof pairs) => some.reduce((sum, [one, other]) => sum + away(one, other), 0) / some.length;
  const within = mean(pairs.filter(([one, other]) => linked(one, other)));
  const across = mean(pairs.filter(([one, other]) => !linked(one, other)));
  assert.ok(within < 0.7 * across, `${within} px within, ${across} px across`);
});
