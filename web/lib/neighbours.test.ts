import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surroundingsOf } from './neighbours.ts';

const node = (id: string, health = 'ok') => ({ id, name: id, health });
const edge = (client: string, server: string) => ({ id: `${client}-${server}`, client, server, health: 'ok' });
const given = {
  at: '2026-01-01T00:00:00Z',
  nodes: [node('web'), node('shop', 'critical'), node('db', 'warning'), node('cache'), node('mail')],
  edges: [edge('web', 'shop'), edge('shop', 'cache'), edge('shop', 'db'), edge('web', 'mail')],
};

test('around a workload: who calls it, and what it calls, the worst first', () => {
  const found = surroundingsOf(given, 'shop');
  assert.deepEqual(
    [found?.callers, found?.centre, found?.called].map((nodes) => nodes?.map(({ id }) => id)),
    [['web'], ['shop'], ['db', 'cache']],
  );
});

test('around a connection: who calls its client, and what its server calls', () => {
  const found = surroundingsOf(given, 'web-shop');
  assert.deepEqual(
    [found?.callers, found?.centre, found?.called].map((nodes) => nodes?.map(({ id }) => id)),
    [[], ['web', 'shop'], ['db', 'cache']],
  );
});

test('what there is no room for is counted, and what is not on the map has no surroundings', () => {
  const many = Array.from({ length: 9 }, (_, at) => `caller-${at}`);
  const busy = { ...given, nodes: [node('shop'), ...many.map((id) => node(id))], edges: many.map((id) => edge(id, 'shop')) };
  const found = surroundingsOf(busy, 'shop');
  assert.equal(found?.callers.length, 5);
  assert.deepEqual(found?.more, { callers: 4, called: 0 });
  assert.equal(surroundingsOf(given, 'gone'), undefined);
});
