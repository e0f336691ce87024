import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostTerms, whoseTerms } from './whose.ts';

test('whose lines and events are wanted is said in the language of the query, each of them once', () => {
  const api = { kind: 'container', name: 'api', namespace: 'the shop' };
  const shell = { kind: 'process', name: 'sh' };
  assert.equal(whoseTerms([shell]), 'kind=process app=sh');
  assert.equal(whoseTerms([api, api]), 'kind=container ns="the shop" app=api');
  assert.equal(whoseTerms([api, shell]), '((kind=container ns="the shop" app=api) or (kind=process app=sh))');
  assert.equal(hostTerms('node 1'), 'node="node 1"');
});
