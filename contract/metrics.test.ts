import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityKinds } from './identity.ts';
import { bothEnds, edgeLabels, type Metric } from './metric.ts';
import * as metrics from './metrics.ts';

const { agentMetrics } = metrics;

/** As others read them: boards, rules and checks outside of this tree. What stands here does not change. */
const fixed: readonly (readonly [name: string, type: Metric['type'], own: readonly string[]])[] = [
  ['sonde_tcp_connects_total', 'counter', []],
  ['sonde_tcp_accepts_total', 'counter', []],
  ['sonde_tcp_connect_failures_total', 'counter', ['reason']],
  ['sonde_tcp_open_connections', 'gauge', []],
  ['sonde_tcp_sent_bytes_total', 'counter', ['traffic']],
  ['sonde_tcp_received_bytes_total', 'counter', ['traffic']],
  ['sonde_tcp_retransmitted_segments_total', 'counter', []],
  ['sonde_tcp_resets_total', 'counter', ['direction', 'reason']],
  ['sonde_tcp_rtt_seconds', 'histogram', []],
  ['sonde_tcp_connect_seconds', 'histogram', []],
  ['sonde_l7_requests_total', 'counter', ['protocol', 'method', 'status']],
  ['sonde_l7_request_seconds', 'histogram', ['protocol']],
  ['sonde_dropped_packets_total', 'counter', ['reason']],
];

const fixedWithoutEdge: typeof fixed = [
  ['sonde_lost_total', 'counter', ['collector', 'reason']],
  ['sonde_events_total', 'counter', ['collector']],
  ['sonde_collector_up', 'gauge', ['collector']],
  ['sonde_collector_cpu_seconds_total', 'counter', ['collector', 'side']],
  ['sonde_invalid_samples_total', 'counter', ['source', 'field']],
  ['sonde_agent_start_time_seconds', 'gauge', []],
];

/** The labels of an edge, in their fixed order. */
const ofAnEdge = ['client', 'client_kind', 'client_namespace', 'server', 'server_kind', 'server_namespace', 'server_port', 'observed'];

const named = (name: string): Metric => agentMetrics.find((metric) => metric.name === name) ?? assert.fail(`${name} is not exported`);

test('names, types and labels that others build on are what they were', () => {
  assert.deepEqual(edgeLabels, ofAnEdge);
  for (const [name, type, own] of fixed) assert.deepEqual([named(name).type, named(name).labels], [type, [...ofAnEdge, ...own]], name);
  for (const [name, type, own] of fixedWithoutEdge) assert.deepEqual([named(name).type, named(name).labels], [type, own], name);
});

test('values of closed labels that others build on are there', () => {
  const { reason } = named('sonde_tcp_connect_failures_total').values;
  assert.deepEqual(reason, ['refused', 'timeout', 'unreachable', 'reset', 'aborted', 'other']);
  for (const name of ['sonde_tcp_sent_bytes_total', 'sonde_tcp_received_bytes_total'])
    assert.deepEqual(named(name).values.traffic, ['loopback', 'lan', 'internet'], name);
  assert.deepEqual(named('sonde_tcp_resets_total').values.direction, ['sent', 'received']);
  for (const name of ['sonde_l7_requests_total', 'sonde_l7_request_seconds'])
    assert.deepEqual(named(name).values.protocol, ['http', 'dns', 'redis', 'postgresql', 'mysql', 'tls', 'other'], name);
  assert.deepEqual(named('sonde_collector_cpu_seconds_total').values.side, ['kernel', 'agent']);
  assert.deepEqual(metrics.observedEnds, ['client', 'server']);
  for (const kind of ['process', 'systemd', 'container', 'host', 'private', 'internet', 'external'] as const) assert.ok(identityKinds.includes(kind), kind);
});

test('each metric of an edge says at which end it is counted, and what of a double count', () => {
  const saysWhere = (help: string) => help.includes(bothEnds) || /\bat the (client|server|end)\b|\bonce\b/.test(help);
  const ofEdges = agentMetrics.filter(({ labels }) => edgeLabels.every((label) => labels.includes(label)));
  assert.ok(ofEdges.length > fixed.length);
  assert.deepEqual(
    ofEdges.filter(({ help }) => !saysWhere(help)).map(({ name }) => name),
    [],
  );
});

test('no two metrics share a name, and each keeps to the grammar', () => {
  const names = agentMetrics.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { name, type, help } of agentMetrics) {
    assert.match(name, /^sonde(_[a-z0-9]+)+$/);
    assert.equal(name.endsWith('_total'), type === 'counter', name);
    assert.match(help, /\.$/, name);
  }
});
