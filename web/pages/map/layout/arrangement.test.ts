import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Topology, TopologyGroup } from '#contract/routes.ts';
import { sampleEdge, sampleNode, sampleTopology } from '../model/sample-topology.ts';
import { type Arrangement, Arranger } from './arrangement.ts';
import { boxOfCard, boxOfEnclosure, holds } from './geometry.ts';

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
