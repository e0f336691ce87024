import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { cardLine } from './card-line.ts';
import { type Filters, readFilters } from './filters.ts';
import { type MapModel, mapModel } from './model.ts';
import { sampleEdge, sampleL7, sampleNode, sampleTopology } from './sample-topology.ts';
import { sumOf } from './sums.ts';

const topology = sampleTopology(
  [
    sampleNode('curl', 0, 0),
    sampleNode('nginx', 200, 0, { listening: [{ port: 80, transport: 'tcp' }] }),
    sampleNode('postgresql', 400, 0, {
      listening: [
        { port: 5432, transport: 'tcp' },
        { port: 5433, transport: 'tcp' },
        { port: 5434, transport: 'tcp' },
      ],
      health: { state: 'critical', reasons: ['3 of 10 connects fail: refused'] },
    }),
    sampleNode('internet', 400, 62, { kind: 'internet' }),
    sampleNode('sonde-agent', 0, 124, { own: true }),
    sampleNode('127.0.0.1', 200, 124, { kind: 'host' }),
    sampleNode('redis', 200, 186, { listening: [{ port: 6379, transport: 'tcp' }] }),
  ],
  [
    sampleEdge('curl', 'nginx', 80, { connectsPerSecond: 10, failureRatio: 0, toServerBytesPerSecond: 1000, toClientBytesPerSecond: 3000 }),
    sampleEdge('nginx', 'postgresql', 5432, { connectsPerSecond: 7, failuresPerSecond: 3, failureRatio: 0.3 }, { health: { state: 'critical', reasons: [] } }),
    sampleEdge('nginx', 'internet', 443),
    sampleEdge('sonde-agent', '127.0.0.1', 9000, { connectsPerSecond: 1 }, { own: true }),
  ],
);

const model = (query = ''): MapModel => mapModel(topology, readFilters(new URLSearchParams(query)));
const names = ({ nodes }: MapModel) => nodes.map(({ node }) => node.name);
const lit = ({ nodes }: MapModel) => nodes.filter((node) => node.lit).map(({ node }) => node.name);
const lineOf = (name: string) => {
  const found = model().nodes.find(({ node }) => node.name === name);
  assert.ok(found);
  return cardLine(found);
};

test('Sonde’s own processes, and what only they talk to, are hidden until asked for', () => {
  assert.deepEqual(names(model()), ['curl', 'nginx', 'postgresql', 'internet', 'redis']);
  assert.equal(model().edges.length, 3);
  assert.equal(model().counts.own, 1);
  assert.equal(names(model('own=1')).length, 7);
  assert.equal(model('own=1').edges.length, 4);
});

test('a word lights what bears it, its edges and their other ends', () => {
  assert.deepEqual(lit(model('find=postgres')), ['nginx', 'postgresql']);
  assert.equal(model('find=postgres').found, 1);
  assert.deepEqual(lit(model('find=5432')), ['nginx', 'postgresql']);
  assert.deepEqual(lit(model('find=nothing')), []);
  assert.equal(model().found, undefined);
});

test('quick filters narrow together', () => {
  assert.deepEqual(lit(model('show=unhealthy')), ['nginx', 'postgresql']);
  assert.deepEqual(lit(model('show=external')), ['nginx', 'internet']);
  assert.deepEqual(lit(model('show=idle')), ['nginx', 'internet', 'redis']);
  assert.deepEqual(lit(model('show=unhealthy,external')), []);
  const { unhealthy, external, idle } = model().counts;
  assert.deepEqual({ unhealthy, external, idle }, { unhealthy: 2, external: 1, idle: 2 });
});

test('what does not match is left out only when asked', () => {
  assert.equal(model('find=curl').nodes.length, 5);
  assert.deepEqual(names(model('find=curl&rest=hide')), ['curl', 'nginx']);
  assert.equal(model('find=curl&rest=hide').total, 5);
  assert.equal(model('rest=hide').nodes.length, 5);
});

test('filters survive a mangled URL', () => {
  const filters: Filters = readFilters(new URLSearchParams('show=unhealthy,everything&rest=maybe&own=yes'));
  assert.deepEqual([...filters.quick], ['unhealthy']);
  assert.equal(filters.rest, 'dim');
  assert.equal(filters.own, false);
});

test('a card tells what reaches a server, what a client calls, and what listens in silence', () => {
  assert.deepEqual(lineOf('curl'), {
    kind: 'figures',
    left: { value: '10', unit: '\u202fconn/s', tone: 'plain' },
    right: { value: '3.91', unit: '\u202fKiB/s', tone: 'plain' },
  });
  assert.deepEqual(lineOf('postgresql'), {
    kind: 'figures',
    left: { value: '10', unit: '/s', tone: 'plain' },
    right: { value: '30', unit: '\u202f% failed', tone: 'critical' },
  });
  assert.deepEqual(lineOf('redis'), { kind: 'words', text: 'listening on 6379', tone: 'quiet' });
});

test('a card says that nobody watched where the server says so, whatever its words', () => {
  const said = (health: TopologyNode['health']) =>
    cardLine({ node: sampleNode('host', 0, 0, { health, listening: [{ port: 22, transport: 'tcp' }] }), inbound: [], outbound: [], lit: true });
  assert.deepEqual(said({ state: 'unknown', reasons: ['nobody looked'], notWatched: true }), { kind: 'words', text: 'not watched', tone: 'quiet' });
  assert.deepEqual(said({ state: 'unknown', reasons: ['not watched by anybody'] }), { kind: 'words', text: 'listening on 22', tone: 'quiet' });
});

test('a card whose own connects fail says so in words that fit', () => {
  const nodes = [
    sampleNode('web', 0, 0),
    sampleNode('shop', 300, 0, { health: { state: 'critical', reasons: ['9 of 12 connects from it failed: refused'] } }),
    sampleNode('host', 600, 0, { kind: 'host' }),
  ];
  const edges = [
    sampleEdge('web', 'shop', 80, { connectsPerSecond: 4, failureRatio: 0 }),
    sampleEdge('shop', 'host', 81, { connectsPerSecond: 1, failuresPerSecond: 3, failureRatio: 0.75 }),
  ];
  const shop = mapModel(sampleTopology(nodes, edges), readFilters(new URLSearchParams())).nodes.find(({ node }) => node.name === 'shop');
  assert.ok(shop);
  assert.deepEqual(cardLine(shop), { kind: 'words', text: '75\u202f% of connects fail', tone: 'critical' });
});

const asked = (requestsPerSecond: number, errorRatio: number, p99Seconds: number | null = 0.012) =>
  sampleL7({ seen: true, reason: '', requestsPerSecond, errorsPerSecond: requestsPerSecond * errorRatio, errorRatio, p99Seconds });
const encrypted = sampleL7({ reason: 'encrypted', unseen: [{ reason: 'encrypted', says: 'encrypted', connections: 4 }] });
const busy = { connectsPerSecond: 1, failureRatio: 0, toServerBytesPerSecond: 1000, toClientBytesPerSecond: 1000 };
const warning = { state: 'warning' as const, reasons: [] };
const plain = (value: string, unit: string) => ({ value, unit, tone: 'plain' });

/** The line of `shop`, which `web` calls with these requests and which calls `db` with those. */
function shopLine(health: 'ok' | 'warning' | 'critical', inbound: Partial<TopologyEdge>, outbound: Partial<TopologyEdge> = {}) {
  const nodes = [sampleNode('web', 0, 0), sampleNode('shop', 300, 0, { health: { state: health, reasons: [] } }), sampleNode('db', 600, 0)];
  const edges = [sampleEdge('web', 'shop', 80, busy, inbound), sampleEdge('shop', 'db', 5432, busy, outbound)];
  const shop = mapModel(sampleTopology(nodes, edges), readFilters(new URLSearchParams())).nodes.find(({ node }) => node.name === 'shop');
  assert.ok(shop);
  return cardLine(shop);
}

test('where requests are seen a card has their rate, errors and p99', () => {
  assert.deepEqual(shopLine('ok', { l7: asked(1240, 0.001) }), {
    kind: 'figures',
    left: plain('1.24k', '/s'),
    middle: plain('0.1', '\u202f%'),
    right: plain('12.0', '\u202fms'),
  });
  assert.deepEqual(shopLine('critical', { l7: asked(10, 0.12, null) }), {
    kind: 'figures',
    left: plain('10', '/s'),
    middle: { value: '12', unit: '\u202f%', tone: 'critical' },
    right: { value: '–', unit: '', tone: 'quiet' },
  });
});

test('a card that became slow shows its p99 in the colour of its health, one whose calls fail or became slow says so', () => {
  const slow = shopLine('warning', { l7: asked(10, 0), health: warning });
  assert.equal(slow.kind === 'figures' && slow.right.tone, 'warning');
  const called = { l7: asked(10, 0) };
  assert.deepEqual(shopLine('warning', called, { l7: asked(5, 0.02) }), { kind: 'words', text: '2\u202f% of its calls fail', tone: 'warning' });
  assert.deepEqual(shopLine('warning', called, { l7: asked(5, 0), health: warning }), { kind: 'words', text: 'its calls became slow', tone: 'warning' });
});

test('among many calls that are well, the card names the one that fails', () => {
  const nodes = [
    sampleNode('web', 0, 0),
    sampleNode('shop', 300, 0, { health: { state: 'critical', reasons: ['…'] } }),
    sampleNode('db', 600, 0),
    sampleNode('pay', 600, 62),
  ];
  const critical = { state: 'critical' as const, reasons: [] };
  const edges = [
    sampleEdge('web', 'shop', 80, busy, { l7: asked(10, 0.02) }),
    sampleEdge('shop', 'db', 5432, busy, { l7: asked(1000, 0) }),
    sampleEdge('shop', 'pay', 81, busy, { l7: asked(5, 0.12), health: critical }),
  ];
  const shop = mapModel(sampleTopology(nodes, edges), readFilters(new URLSearchParams())).nodes.find(({ node }) => node.name === 'shop');
  assert.ok(shop);
  assert.deepEqual(cardLine(shop), { kind: 'words', text: '12\u202f% fail at pay', tone: 'critical' });
});

test('a p99 is not that of a hundredth of the requests', () => {
  const edges = [sampleEdge('a', 'c', 1, busy, { l7: asked(1000, 0, 0.01) }), sampleEdge('b', 'c', 1, busy, { l7: asked(5, 0, 4) })];
  assert.equal(sumOf(edges).requests.p99Seconds, 0.01);
});

test('a card whose requests cannot be seen says so, unless something fails', () => {
  assert.deepEqual(shopLine('ok', { l7: encrypted }), { kind: 'words', text: 'requests not seen', tone: 'quiet' });
  const failing = { ...busy, failuresPerSecond: 1, failureRatio: 0.5 };
  const line = shopLine('critical', { l7: encrypted, l4: sampleEdge('web', 'shop', 80, failing).l4 });
  assert.equal(line.kind === 'figures' && line.right.unit, '\u202f% failed');
});

test('failed connects matter more than how fast the other requests were answered', () => {
  const failing = { ...busy, failuresPerSecond: 1, failureRatio: 0.5 };
  const line = shopLine('critical', { l7: asked(10, 0), l4: sampleEdge('web', 'shop', 80, failing).l4 });
  assert.deepEqual(line, { kind: 'figures', left: plain('10', '/s'), right: { value: '50', unit: '\u202f% failed', tone: 'critical' } });
});

test('a card that is well has errors and p99, though one of few connects failed', () => {
  const failing = { connectsPerSecond: 1 / 900, failuresPerSecond: 1 / 900, failureRatio: 0.5 };
  const line = shopLine('ok', { l7: asked(1240, 0), l4: sampleEdge('web', 'shop', 80, failing).l4 });
  assert.deepEqual(line, { kind: 'figures', left: plain('1.24k', '/s'), middle: plain('0', '\u202f%'), right: plain('12.0', '\u202fms') });
});

test('the failing edges of a pair that does not do well are unhealthy, though each alone has too few attempts to say', () => {
  const unknown = { health: { state: 'unknown', reasons: [] } } as const;
  const edges = [1, 2, 3, 4].map((port) =>
    sampleEdge('curl', 'nginx', port, { failuresPerSecond: 0.005, failureRatio: 1 }, { health: { ...unknown.health, reasons: [] } }),
  );
  const fine = sampleEdge('curl', 'nginx', 5, { connectsPerSecond: 0.005, failureRatio: 0 });
  const pair = sampleTopology([sampleNode('curl', 0, 0), sampleNode('nginx', 300, 0)], [...edges, fine]);
  const found = mapModel(pair, readFilters(new URLSearchParams('show=unhealthy')));
  assert.deepEqual(
    found.edges.filter((edge) => edge.lit).map(({ edge }) => edge.port),
    [1, 2, 3, 4],
  );
  assert.equal(found.counts.unhealthy, 2);
});

test('sums say when they are lower bounds and when nothing was tried', () => {
  const [busy, failing, idle] = topology.edges;
  assert.ok(busy && failing && idle);
  assert.equal(sumOf([busy, failing]).failureRatio, 0.15);
  assert.equal(sumOf([idle]).failureRatio, null);
  assert.equal(sumOf([busy, { ...idle, confidence: { state: 'partial', lostRatio: 0.02, reasons: [] } }]).atLeast, true);
});
