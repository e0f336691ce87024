import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFilters } from './filters.ts';
import { groundOf } from './ground.ts';
import { mapModel, modelOf } from './model.ts';
import { RowBook } from './rows.ts';
import { sampleEdge, sampleNode, sampleTopology } from './sample-topology.ts';

const nodes = Array.from({ length: 30 }, (_, index) => sampleNode(`n${index}`, index * 220, 0));
const edges = nodes.slice(1).map(({ id }, index) => sampleEdge('n0', id, 80, { toServerBytesPerSecond: index }));
const model = mapModel(sampleTopology(nodes, edges), readFilters(new URLSearchParams()));

test('of all rows only those asked for are given, in the order of the URL or of the table itself', () => {
  const book = new RowBook();
  const own = book.window(model, { of: 'edges', sort: null, first: 2, last: 5 });
  assert.deepEqual(own.counts, { edges: 29, nodes: 30 });
  assert.deepEqual(
    own.edges.map(({ edge }) => edge.l4.toServerBytesPerSecond),
    [26, 25, 24],
  );
  const byName = book.window(model, { of: 'nodes', sort: '-name', first: 0, last: 2 });
  assert.deepEqual(
    byName.nodes.map(({ node }) => node.id),
    ['n29', 'n28'],
  );
  assert.equal(byName.edges.length, 0);
});

test('what is wrong stands before what is busy, unless the URL says otherwise', () => {
  const failing = sampleEdge('n3', 'n4', 443, {}, { health: { state: 'critical', reasons: ['refused'] } });
  const among = mapModel(sampleTopology(nodes, [...edges, failing]), readFilters(new URLSearchParams()));
  const idsBy = (sort: string | null) => new RowBook().window(among, { of: 'edges', sort, first: 0, last: 2 }).edges.map(({ edge }) => edge.id);
  assert.deepEqual(idsBy(null), [failing.id, 'n0>n29:80']);
  assert.deepEqual(idsBy('-out'), ['n0>n29:80', 'n0>n28:80']);
});

test('a spreadsheet gets all rows with the chosen columns, in their order, whole names and health in words', () => {
  const told = { health: { state: 'critical' as const, reasons: ['refused'] } };
  const shop = [sampleNode('shop', 0, 0, { namespace: 'eu', name: 'shop' }), sampleNode('db', 220, 0)];
  const two = mapModel(
    sampleTopology(shop, [sampleEdge('shop', 'db', 5432, { openConnections: 3 }, told), sampleEdge('db', 'shop', 80)]),
    readFilters(new URLSearchParams()),
  );
  const columns = [
    { id: 'client', title: 'From' },
    { id: 'health', title: 'Health' },
    { id: 'open', title: 'Open' },
    { id: 'rtt', title: 'RTT p99' },
  ];
  assert.equal(new RowBook().csv(two, { of: 'edges', sort: null }, columns), 'From,Health,Open,RTT p99\r\neu/shop,critical,3,\r\ndb,fine,0,\r\n');
  assert.equal(new RowBook().csv(two, { of: 'nodes', sort: '-name' }, [{ id: 'kind', title: 'Kind' }]), 'Kind\r\nProcess\r\nProcess\r\n');
});

test('a row tells why it is not well, that an alert fires about it, and what has changed, as the map does', () => {
  const told = { health: { state: 'critical' as const, reasons: ['shop answers much more slowly', '3 of 96 connects failed'] } };
  const both = sampleTopology([sampleNode('shop', 0, 0), sampleNode('db', 220, 0)], [sampleEdge('shop', 'db', 5432, {}, told), sampleEdge('db', 'shop', 80)]);
  const [failing = '', calm = ''] = both.edges.map(({ id }) => id);
  const filters = readFilters(new URLSearchParams());
  const marked = modelOf(groundOf(both, filters.own), filters, { nodes: new Map([['db', 'new']]), edges: new Map([[calm, '3 % fail, was 0 %']]) });
  const alerts = new Set([failing, 'shop']);
  const { edges: ofEdges } = new RowBook().window(marked, { of: 'edges', sort: null, first: 0, last: 9 }, alerts);
  assert.deepEqual(
    ofEdges.map((row) => [row.edge.id, row.isAlerted, row.mark]),
    [
      [failing, true, undefined],
      [calm, false, '3 % fail, was 0 %'],
    ],
  );
  const { nodes: ofNodes } = new RowBook().window(marked, { of: 'nodes', sort: 'name', first: 0, last: 9 }, alerts);
  assert.deepEqual(
    ofNodes.map((row) => [row.node.id, row.isAlerted, row.mark]),
    [
      ['db', false, 'new'],
      ['shop', true, undefined],
    ],
  );
  const csv = new RowBook().csv(marked, { of: 'edges', sort: null }, [{ id: 'why', title: 'Why' }]);
  assert.equal(csv, 'Why\r\nshop answers much more slowly; 3 of 96 connects failed\r\n\r\n');
});

test('only what matches is a row', () => {
  const narrowed = mapModel(sampleTopology(nodes, edges), readFilters(new URLSearchParams('find=n7')));
  assert.deepEqual(new RowBook().window(narrowed, { of: 'edges', sort: null, first: 0, last: 50 }).counts, { edges: 1, nodes: 2 });
});
