import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordFinder } from './words.ts';

test('every word has to stand there, in any order; nothing typed matches all', () => {
  assert.ok(wordFinder('CRIT check')('checkout.ts node-1 critical'));
  assert.ok(!wordFinder('checkout node-2')('checkout.ts node-1'));
  assert.ok(wordFinder('  ')('anything'));
});
