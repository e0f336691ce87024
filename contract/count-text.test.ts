import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countText } from './count-text.ts';

test('thousands are kept apart', () => {
  assert.deepEqual([0, 999, 1000.4, 1_234_567].map(countText), ['0', '999', '1\u202f000', '1\u202f234\u202f567']);
});
