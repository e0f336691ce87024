import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Edge, edgeId, type Transport } from '#contract/identity.ts';
import type { Labels } from '../store/prometheus.ts';
import type { EdgeFacts } from './facts.ts';
import { newFacts } from './gather.ts';
import { addRequests, transportOf } from './gather-requests.ts';
import { l7Of } from './requests.ts';

const end = (name: string) => ({ kind: 'process' as const, name, namespace: '' });
const edge = (transport: Transport): Edge => ({ client: end('app'), server: end('resolver'), port: 53, transport });
const labels = (more: Labels): Labels => ({ client: 'app', client_kind: 'process', server: 'resolver', server_kind: 'process', server_port: '53', ...more });
const nothing = { counts: [], latencies: [], unseen: [], everUnseen: [], serverNames: [], dropped: [] };

function known(...transports: Transport[]): Map<string, EdgeFacts> {
  return new Map(transports.map((transport) => [edgeId(edge(transport)), newFacts(edgeId(edge(transport)), edge(transport))]));
}

test('requests are given to the transport that their protocol uses, and to the other where there is only that', () => {
  assert.equal(
    transportOf('dns', () => true),
    'udp',
  );
  assert.equal(
    transportOf('http', () => true),
    'tcp',
  );
  assert.equal(
    transportOf('dns', (transport) => transport === 'tcp'),
    'tcp',
  );
  assert.equal(
    transportOf('other', (transport) => transport === 'udp'),
    'udp',
  );
});

test('each sample reaches its edge once; what belongs to none is left out', () => {
  const edges = known('tcp', 'udp');
  const counts = [
    { labels: labels({ protocol: 'dns', outcome: 'ok' }), value: 30.0000001 },
    { labels: labels({ protocol: 'dns', outcome: 'client_error' }), value: 4 },
    { labels: labels({ protocol: 'dns', outcome: 'ok', server: 'nobody' }), value: 7 },
  ];
  const latencies = [['p99Seconds', [{ labels: labels({ protocol: 'dns' }), value: 0.02 }]]] as const;
  addRequests(edges, { ...nothing, counts, latencies, dropped: [{ labels: labels({}), value: 5 }] });
  const [tcp, udp] = [...edges.values()];
  assert.equal(tcp?.l7.protocols.size, 0);
  assert.equal(tcp.l7.countedOnTwin, true);
  assert.equal(udp?.l7.countedOnTwin, false);
  assert.equal(tcp?.dropped, 5);
  const dns = udp?.l7.protocols.get('dns');
  assert.deepEqual(
    [...(dns?.requests ?? [])],
    [
      ['ok', 30],
      ['client_error', 4],
    ],
  );
  assert.equal(dns?.p99Seconds, 0.02);
});

const reasonFor = (change: (facts: EdgeFacts) => void, up = true, transport: Transport = 'tcp') => {
  const facts = newFacts('id', edge(transport));
  change(facts);
  return l7Of(facts, { seconds: 60, reading: { up }, confidence: { state: 'full', lostRatio: 0, reasons: [] } }).reason;
};

test('an edge without requests says why', () => {
  const edges = known('tcp');
  const unseen = (reason: string, value: number) => ({ labels: labels({ reason }), value });
  addRequests(edges, { ...nothing, everUnseen: [unseen('http2', 9), unseen('encrypted', 5), unseen('unparsable', 1)], unseen: [unseen('encrypted', 2)] });
  const [facts] = edges.values();
  assert.ok(facts);
  const { unseen: said, reason } = l7Of(facts, { seconds: 60, reading: { up: true }, confidence: { state: 'full', lostRatio: 0, reasons: [] } });
  assert.equal(reason, 'encrypted and HTTP/2');
  assert.deepEqual(
    said.map(({ reason: name, connections }) => [name, connections]),
    [
      ['encrypted', 2],
      ['http2', 0],
      ['unparsable', 0],
    ],
  );
  assert.equal(
    reasonFor(() => undefined, false),
    'the l7 collector is not up',
  );
  assert.equal(
    reasonFor(() => undefined),
    'no connection in this window',
  );
  const open = (facts: EdgeFacts) => {
    facts.open = 1;
  };
  const sent = (facts: EdgeFacts) => {
    facts.toServerBytes = 1;
  };
  assert.equal(reasonFor(open), 'nothing was sent in this window');
  assert.equal(reasonFor(sent), 'no request was recognised');
  assert.equal(reasonFor(sent, true, 'udp'), 'unknown protocol');
  const overBoth = (facts: EdgeFacts) => {
    facts.toServerBytes = 1;
    facts.l7.countedOnTwin = true;
  };
  assert.equal(reasonFor(overBoth), 'DNS queries over TCP are counted with those over UDP');
});
