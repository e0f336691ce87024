import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Watched } from '#contract/routes.ts';
import { doubts, incomparable } from './watched.ts';

const whole: Watched = { watchedSeconds: 900, hosts: [{ node: 'web-1', up: true }], lost: { total: 0, ratio: 0, byReason: [] } };
const none: Watched = { ...whole, watchedSeconds: 0, hosts: [{ node: 'web-1', up: false }] };
const doubtsOf = (a: Watched, b: Watched) => doubts({ watched: { a, b }, windowSeconds: 900 }).map((says) => says.replaceAll('\u202f', ' '));

test('a moment that was not watched at all is not compared', () => {
  const words = (a: Watched, b: Watched) => incomparable({ watched: { a, b } });
  assert.deepEqual(words(none, whole), { says: 'Nothing was watched then', so: 'what is new since cannot be told' });
  assert.deepEqual(words(whole, none), { says: 'Nothing was watched later', so: 'what is gone cannot be told' });
  assert.equal(words({ ...whole, watchedSeconds: 10 }, whole), undefined);
});

test('what was watched whole, without losses, leaves no doubt; a host that is watched at neither moment neither', () => {
  assert.deepEqual(doubtsOf(whole, whole), []);
  const away = { ...whole, hosts: [...whole.hosts, { node: 'web-2', up: false }] };
  assert.deepEqual(doubtsOf(away, away), []);
});

test('what was watched in part, without a host, or with losses says what may therefore not be so', () => {
  const both = { ...whole, hosts: [...whole.hosts, { node: 'web-2', up: true }] };
  const lost = { total: 40, ratio: 0.01, byReason: [] };
  assert.deepEqual(doubtsOf({ ...whole, watchedSeconds: 240, lost }, both), [
    'Then, only 4 min of 15 min were watched, web-2 was not watched, 1 % of events were lost: what is new may only be first seen since.',
  ]);
  assert.deepEqual(doubtsOf(both, whole), ['Later, web-2 was not watched: what is gone may only not be seen.']);
  const many = { ...whole, hosts: ['a', 'b', 'c', 'd', 'e'].map((node) => ({ node, up: true })) };
  assert.match(doubtsOf({ ...many, hosts: [] }, many)[0] ?? '', /^Then, 5 hosts were not watched: /);
});
