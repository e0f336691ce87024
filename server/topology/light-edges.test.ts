import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgeId, otherIdentity } from '#contract/identity.ts';
import { flowOf } from '../fixtures/flow-batch.ts';
import type { ToldEdge } from '../store/flows/flow-store.ts';
import { buildTopology } from './build.ts';
import type { EdgeFacts, WindowFacts } from './facts.ts';
import { newFacts } from './gather.ts';
import { addLightEdges, untoldSeconds } from './light-edges.ts';

const minuteMs = 60_000;
const toMs = Date.parse('2026-01-01T12:00:30Z');
const window = { fromMs: toMs - 15 * minuteMs, toMs };
const lastMs = Date.parse('2026-01-01T11:59:00Z');
const places = { of: async () => ({ nodes: new Map(), groups: new Map() }) };

function toldOf(client: string, seen: ToldEdge['flows'][number]['seen']): ToldEdge {
  const { time: _, seen: __, ...edge } = flowOf(client, 0, {});
  return { id: edgeId(edge), edge, flows: [{ node: 'n1', atMs: lastMs, seen }] };
}

async function mapOf(edges: Map<string, EdgeFacts>, told: readonly ToldEdge[], flowsSinceMs?: number) {
  const hosts = new Map<string, readonly string[]>();
  addLightEdges(edges, hosts, told, window);
  const facts: WindowFacts = {
    edges,
    untoldSeconds: untoldSeconds(told, window),
    flowsSinceMs,
    listeners: [],
    agents: [{ node: 'n1', up: true, coveredSeconds: 900, restarts: 0, gapSeconds: 0 }],
    lost: [],
    events: [],
    requests: { up: true, sampling: [], unrepaired: [] },
    hosts,
  };
  return await buildTopology(facts, { window, nowMs: toMs, hosts: ['n1'], ownPorts: [] }, places);
}

test('an edge of which only flows tell is a light one, with its own counts', async () => {
  const seen = {
    client: {
      sonde_tcp_connects_total: 870,
      'sonde_tcp_connect_failures_total/refused': 87,
      'sonde_tcp_sent_bytes_total/lan': 8700,
      'sonde_tcp_received_bytes_total/lan': 17_400,
      'sonde_l7_requests_total/http/200': 87,
      'sonde_l7_requests_total/http/500': 87,
      sonde_tcp_open_connections: 3,
    },
    server: { sonde_tcp_accepts_total: 870, 'sonde_tcp_received_bytes_total/lan': 8700 },
  };
  const { edges, nodes } = await mapOf(new Map(), [toldOf('batch', seen)]);
  const [edge] = edges;
  // The half minute that is not told yet is not among the seconds.
  const seconds = 870;
  assert.ok(edge?.light);
  assert.equal(edge.traffic, 'lan');
  assert.equal(edge.l4.connectsPerSecond, 870 / seconds);
  assert.equal(edge.l4.failuresPerSecond, 87 / seconds);
  assert.equal(edge.l4.toServerBytesPerSecond, 8700 / seconds);
  assert.equal(edge.l4.toClientBytesPerSecond, 17_400 / seconds);
  assert.equal(edge.l4.openConnections, 3);
  assert.equal(edge.l7.requestsPerSecond, 174 / seconds);
  assert.equal(edge.l7.errorRatio, 0.5);
  assert.equal(edge.health.state, 'critical');
  assert.deepEqual(nodes.find(({ name }) => name === 'batch')?.hosts, ['n1']);
});

test('one that has series too keeps their numbers, as the least that there was', async () => {
  const told = toldOf('batch', { client: { sonde_tcp_connects_total: 90 } });
  const known = { ...newFacts(told.id, told.edge), connects: 900 };
  const { edges } = await mapOf(new Map([[told.id, known]]), [told]);
  assert.deepEqual(
    edges.map(({ light, l4, confidence }) => [light, l4.connectsPerSecond, confidence.state]),
    [[false, 1, 'partial']],
  );
});

test('what was too much even for flows stays in `other` alone', async () => {
  const edge = { client: otherIdentity, server: otherIdentity, port: 0, transport: 'tcp' } as const;
  const { edges } = await mapOf(new Map(), [
    { id: edgeId(edge), edge, flows: [{ node: 'n1', atMs: lastMs, seen: { client: { sonde_tcp_connects_total: 5 } } }] },
  ]);
  assert.deepEqual(edges, []);
});

test('where not all flows of the window were read, rates are over the time of those that were, and the map says since when', async () => {
  const told = [toldOf('a', { client: { sonde_tcp_connects_total: 120, 'sonde_tcp_connect_failures_total/refused': 0 } })];
  const sinceMs = lastMs - minuteMs;
  const { edges, flowsSince } = await mapOf(new Map(), told, sinceMs);
  assert.deepEqual([edges[0]?.l4.connectsPerSecond, flowsSince], [1, new Date(sinceMs).toISOString()]);
  assert.equal((await mapOf(new Map(), told)).flowsSince, undefined);
});
