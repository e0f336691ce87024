import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '../../../lib/alert-words.ts';
import type { Cause } from '../../../lib/causes.ts';
import { followersSay, rowsOfCauses } from './list-rows.ts';

const alert = (id: string, name: string, node: string) => ({ id, name, entity: { kind: 'node', id: node, name: node } }) as Alert;
const cause = (followers: readonly Alert[], count = followers.length + 1): Cause => ({
  id: 'g',
  says: 'disks',
  lead: alert('1', 'DiskFull', 'web-1'),
  followers,
  count,
  severity: 'page',
  since: '2026-01-01T00:00:00Z',
});

const kinds = (one: Cause, open: readonly string[] = []) => rowsOfCauses([one], new Set(open)).map(({ kind }) => kind);

test('a cause alone is one line; what follows it is folded, and opened in its place', () => {
  assert.deepEqual(kinds(cause([])), ['lead']);
  const two = cause([alert('2', 'DiskFull', 'web-2')]);
  assert.deepEqual(kinds(two), ['lead', 'fold']);
  assert.deepEqual(kinds(two, ['g']), ['lead', 'fold', 'follower']);
  assert.deepEqual(kinds(cause(two.followers, 900), ['g']), ['lead', 'fold', 'follower', 'beyond']);
  assert.deepEqual(kinds({ ...cause([]), lead: undefined, count: 40 }), ['beyond']);
});

test('the same alert elsewhere is told by where, other alerts by their names', () => {
  assert.deepEqual(followersSay(cause([alert('2', 'DiskFull', 'web-2'), alert('3', 'DiskFull', 'web-3')])), { title: '2 more of it', names: 'web-2, web-3' });
  assert.deepEqual(followersSay(cause([alert('2', 'WritesFail', 'web-2')])), { title: '1 consequence', names: 'WritesFail' });
  const many = Array.from({ length: 7 }, (_, at) => alert(`${at}`, `Name${at}`, 'web-1'));
  assert.deepEqual(followersSay(cause(many, 900)), { title: '899 consequences', names: 'Name0, Name1, Name2, Name3 and 3 more' });
});
