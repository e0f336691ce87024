import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { routes } from '#contract/routes.ts';
import { edgeLabels } from '../fixtures/edge-series.ts';
import { processEdgeId, shop } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';

const isTopology = Compile(routes['GET /api/topology'].reply);
const isDetail = Compile(routes['GET /api/edges/:id'].reply);

test('an edge over unix sockets says how many connections are open, and that no requests are seen there', async () => {
  await using host = await shop();
  // The same two have an edge over TCP, whose requests are none of this one's.
  host.agent.set('sonde_l7_requests_total', edgeLabels('shop', 'db', 5432, 'client', { protocol: 'postgresql', method: 'SELECT', status: 'ok' }), 7);
  host.agent.set('sonde_unix_open_connections', edgeLabels('shop', 'db', 0, 'client'), 3);
  const id = processEdgeId('shop', 'db', 0, 'unix');
  const { onMap, node } = await waitFor('the edge', async () => {
    const reply = (await host.server.get('/api/topology')).json();
    assert.ok(isTopology.Check(reply), JSON.stringify(isTopology.Errors(reply)));
    const onMap = reply.edges.find((edge) => edge.id === id);
    return onMap === undefined ? undefined : { onMap, node: reply.nodes.find((one) => one.id === onMap.server) };
  });
  const reply = (await host.server.get(`/api/edges/${id}`)).json();
  assert.ok(isDetail.Check(reply), JSON.stringify(isDetail.Errors(reply)));
  for (const { transport, port, traffic, l4, l7, health } of [onMap, reply.edge]) {
    assert.deepEqual([transport, port, traffic, l4.openConnections, l4.connectsPerSecond, health.state], ['unix', 0, 'loopback', 3, 0, 'ok']);
    assert.deepEqual(
      [l7.seen, l7.reason, l7.protocols, l7.unseen],
      [false, 'unix socket', [], [{ reason: 'unix_socket', says: 'unix socket', connections: 0 }]],
    );
  }
  assert.deepEqual([reply.counts.openConnections, reply.counts.connects, reply.counts.client, reply.counts.server], [3, 0, null, null]);
  assert.deepEqual([reply.requests.counts, reply.history.series], [[], []]);
  assert.equal(reply.summary, '3 connections open; requests not seen: unix socket.');
  assert.deepEqual(node?.hosts, ['testhost']);
});
