import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostFlowKeys, mostFlows } from '#contract/flows.ts';
import { otherIdentity } from '#contract/identity.ts';
import { l7Requests, tcpConnects, tcpOpenConnections, tcpSentBytes } from '#contract/metrics.ts';
import { crowd, edgeOf, minuteMs, process } from './fixtures/crowd.ts';

test('what edges without room did in a minute is told of each, under its own name', () => {
  const scene = crowd(30);
  const handles = Array.from({ length: 12 }, (_, n) => scene.series.edges.at(edgeOf(n), 'client'));
  for (const [n, handle] of handles.entries()) {
    handle.add(tcpConnects, [], n + 1);
    handle.add(tcpSentBytes, ['lan'], 100 * (n + 1));
    handle.set(tcpOpenConnections, 2);
  }
  scene.sweep(30_000);
  assert.equal(scene.flows.length, 0, 'the minute has not ended');
  scene.sweep(30_000);
  const { edgesInOther } = scene.series.report();
  assert.ok(edgesInOther > 3 && scene.flows.length === edgesInOther);
  const of = scene.flows.find(({ client }) => client.name === 'client 11');
  assert.deepEqual(of, {
    time: '1970-01-01T00:00:00.000Z',
    client: process('client 11'),
    server: process('server'),
    port: 80,
    transport: 'tcp',
    seen: { client: { sonde_tcp_connects_total: 12, 'sonde_tcp_sent_bytes_total/lan': 1200, sonde_tcp_open_connections: 2 } },
  });
  scene.flows.length = 0;
  scene.sweep(minuteMs);
  assert.deepEqual(of && scene.flows.find(({ client }) => client.name === 'client 11')?.seen, { client: { sonde_tcp_open_connections: 2 } });
});

test('beyond the most of a minute, one flow of `other` has the rest', () => {
  const scene = crowd(0);
  for (let n = 0; n < mostFlows + 500; n++) scene.series.edges.at(edgeOf(n), 'client').add(tcpConnects, [], 1);
  scene.sweep(minuteMs);
  const rest = scene.flows.filter(({ client, server }) => client.kind === otherIdentity.kind && server.kind === otherIdentity.kind);
  assert.equal(scene.flows.length, mostFlows + 1);
  assert.deepEqual(rest[0]?.seen, { client: { sonde_tcp_connects_total: 500 } });
});

test('beyond the most of one end, statuses are one', () => {
  const scene = crowd(0);
  const handle = scene.series.edges.at(edgeOf(1), 'client');
  for (let n = 0; n < 2 * mostFlowKeys; n++) handle.add(l7Requests, ['mysql', 'SELECT', `${1000 + n}`], 1);
  scene.sweep(minuteMs);
  const counts = scene.flows[0]?.seen.client ?? {};
  assert.equal(Object.keys(counts).length, mostFlowKeys + 1);
  assert.equal(counts[`${l7Requests.name}/mysql/other`], mostFlowKeys);
});
