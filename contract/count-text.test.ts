import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted, countText } from './count-text.ts';

test('thousands are kept apart', () => {
  assert.deepEqual([0, 999, 1000.4, 1_234_567].map(countText), ['0', '999', '1\u202f000', '1\u202f234\u202f567']);
});

test('one is one, and more are many', () => {
  assert.deepEqual(
    [counted(0, 'edge'), counted(1, 'edge'), counted(1000, 'message waits', 'messages wait')],
    ['0 edges', '1 edge', '1\u202f000 messages wait'],
  );
});
