import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgeId, type Transport } from '#contract/identity.ts';
import type { Labels } from '../store/prometheus.ts';
import { entityOf, groupOf } from './about.ts';

const idOf = (transport: Transport, port: number) =>
  edgeId({ client: { kind: 'process', name: 'shop', namespace: '' }, server: { kind: 'process', name: 'names', namespace: '' }, port, transport });
const labels = (more: Labels): Labels => ({ client: 'shop', client_kind: 'process', server: 'names', server_kind: 'process', ...more });

const cases: readonly [what: string, labels: Labels, onMap: readonly string[], expected: string][] = [
  ['a connection that says no transport', { server_port: '80' }, [idOf('tcp', 80)], idOf('tcp', 80)],
  ['datagrams', { server_port: '80' }, [idOf('udp', 80)], idOf('udp', 80)],
  ['queries for names, over both', { server_port: '53', protocol: 'dns' }, [idOf('tcp', 53), idOf('udp', 53)], idOf('udp', 53)],
  ['queries for names, over TCP alone', { server_port: '53', protocol: 'dns' }, [idOf('tcp', 53)], idOf('tcp', 53)],
  ['a unix socket', { server_port: '0' }, [idOf('unix', 0)], idOf('unix', 0)],
  ['a connection to what has no name of its own', { server_port: '0' }, [idOf('tcp', 0)], idOf('tcp', 0)],
  ['a unix socket before there is a map', { server_port: '0' }, [], idOf('unix', 0)],
  ['queries for names before there is a map', { server_port: '53', protocol: 'dns' }, [], idOf('udp', 53)],
  ['what says its transport', { server_port: '53', transport: 'tcp' }, [idOf('udp', 53)], idOf('tcp', 53)],
];

for (const [what, more, onMap, expected] of cases) {
  test(`an alert on ${what} is about that edge of the map`, () => {
    const entity = entityOf(labels(more), (id) => onMap.includes(id));
    assert.deepEqual([entity?.kind, entity?.id], ['edge', expected]);
  });
}

test('alerts of one server, or of one node and domain, have one cause; of those that name neither, as others’ may, only those of one name', () => {
  const causes = (...all: Labels[]) => new Set(all.map((one) => groupOf(one).id)).size;
  assert.equal(causes(labels({ alertname: 'A', client: 'web' }), labels({ alertname: 'B' })), 1);
  assert.equal(causes({ alertname: 'A', node: 'n', domain: 'storage' }, { alertname: 'B', node: 'n', domain: 'storage' }), 1);
  const theirs = [{ alertname: 'DiskFull' }, { alertname: 'LoginFailing' }, { alertname: 'DiskFull', team: 'b' }];
  assert.equal(causes(...theirs), 2);
  assert.equal(groupOf({ alertname: 'DiskFull', domain: 'storage' }).cause, 'DiskFull');
});
