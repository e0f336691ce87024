import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasWords } from './words.ts';

test('every word has to stand there, in any order; nothing typed matches all', () => {
  assert.ok(hasWords('checkout.ts node-1 critical', 'CRIT check'));
  assert.ok(!hasWords('checkout.ts node-1', 'checkout node-2'));
  assert.ok(hasWords('anything', '  '));
});
