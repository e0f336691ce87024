import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pen } from './pen.ts';
import { inTwoLines } from './text.ts';

/** Each letter is as wide as any other. */
const pen = { measureText: (text: string) => ({ width: text.length }) } as unknown as Pen;

test('a name is broken after the last of its marks that leaves both lines room', () => {
  assert.deepEqual(inTwoLines(pen, 'checkout-gateway-2', 10), ['checkout-', 'gateway-2']);
  assert.deepEqual(inTwoLines(pen, 'a-b-long-name', 9), ['a-b-long-', 'name']);
  assert.equal(inTwoLines(pen, 'recommendations', 10), undefined);
  assert.equal(inTwoLines(pen, 'very-recommendations', 10), undefined);
});
