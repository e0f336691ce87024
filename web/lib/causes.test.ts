import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from './alert-words.ts';
import { causesOf } from './causes.ts';

function alert(id: string, group: string, changes: Partial<Alert> = {}): Alert {
  return {
    id,
    name: id,
    severity: 'ticket',
    state: 'firing',
    since: '2026-01-01T00:00:00Z',
    resolvedAt: null,
    entity: null,
    value: null,
    threshold: null,
    unit: '',
    expression: null,
    domain: 'other',
    source: 'sonde',
    owner: '',
    summary: '',
    runbook: null,
    group: { id: group, cause: `cause of ${group}` },
    silencedBy: [],
    inhibitedBy: [],
    acknowledged: null,
    labels: {},
    annotations: {},
    ...changes,
  };
}

const group = (id: string, count: number, names: string[] = [], severity: Alert['severity'] = 'ticket') => ({
  id,
  cause: `cause of ${id}`,
  severity,
  since: '2026-01-01T00:00:00Z',
  count,
  firing: count,
  names,
});

test('what is told by another alert stands under it, wherever it was grouped, and comes after what came first', () => {
  const refused = alert('refused', 'g1', { severity: 'page' });
  const errors = alert('errors', 'g2', { state: 'inhibited', severity: 'page', inhibitedBy: [{ id: 'refused', name: 'refused' }] });
  const [cause, ...others] = causesOf([errors, refused], [group('g1', 1), group('g2', 1)]);
  assert.deepEqual([cause?.lead?.id, cause?.followers.map(({ id }) => id), cause?.count], ['refused', ['errors'], 2]);
  assert.deepEqual(others, []);
});

test('what a server passes on stands under the connection where it begins, which leads though others fire since', () => {
  const on = (client: string, server: string) => ({ client, client_kind: 'process', server, server_kind: 'process' });
  const failing = (client: string, server: string, changes: Partial<Alert> = {}) =>
    alert(`${client} to ${server}`, `at ${server}`, { severity: 'page', labels: on(client, server), ...changes });
  // The one that inhibits is never listed: it tells nobody anything.
  const passed = (since: string): Partial<Alert> => ({ state: 'inhibited', inhibitedBy: [{ id: 'unlisted', name: 'EdgeErrorsPassedOn' }], since });
  const found = [
    failing('shopper', 'nginx', passed('2026-01-01T00:02:00Z')),
    failing('nginx', 'storefront', passed('2026-01-01T00:01:00Z')),
    failing('storefront', 'checkout'),
  ];
  const causes = causesOf(found, [group('at nginx', 1), group('at storefront', 1), group('at checkout', 1)]);
  assert.deepEqual(
    causes.map(({ lead, followers, count }) => [lead?.id, followers.map(({ id }) => id), count]),
    [['storefront to checkout', ['nginx to storefront', 'shopper to nginx'], 3]],
  );
  const [first, second] = [failing('a', 'b', passed('2026-01-01T00:00:00Z')), failing('b', 'a', passed('2026-01-01T00:00:00Z'))];
  assert.equal(causesOf([first, second], []).length, 2, 'of a ring in which each passes on, each is its own');
});

test('the cause is what its group names first, then the worst, then the oldest', () => {
  const named = causesOf([alert('late', 'g', { severity: 'page' }), alert('first', 'g')], [group('g', 2, ['first', 'late'])]);
  assert.equal(named[0]?.lead?.id, 'first');
  const old = causesOf([alert('young', 'g', { since: '2026-01-02T00:00:00Z' }), alert('old', 'g')], [group('g', 2)]);
  assert.equal(old[0]?.lead?.id, 'old');
});

test('causes are listed worst first, and a group of which no alert is at hand is told by what is known of it', () => {
  const causes = causesOf([alert('a', 'g1')], [group('g1', 900), group('g2', 40, [], 'page')]);
  assert.deepEqual(
    causes.map(({ id, lead, count, severity }) => [id, lead?.id, count, severity]),
    [
      ['g2', undefined, 40, 'page'],
      ['g1', 'a', 900, 'ticket'],
    ],
  );
});
