import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pen } from './pen.ts';
import { inTwoLines } from './text.ts';

/** Each letter is as wide as any other. */
const pen = { measureText: (text: string) => ({ width: text.length }) } as unknown as Pen;

test('a name is broken after the mark that leaves both lines most room', () => {
  assert.deepEqual(inTwoLines(pen, 'checkout-gateway-2', 10), ['checkout-', 'gateway-2']);
  assert.deepEqual(inTwoLines(pen, 'a-b-long-name', 9), ['a-b-long-', 'name']);
  assert.deepEqual(inTwoLines(pen, 'index-cache-2', 12), ['index-', 'cache-2']);
  assert.equal(inTwoLines(pen, 'recommendations', 10), undefined);
  assert.equal(inTwoLines(pen, 'very-recommendations', 10), undefined);
});
