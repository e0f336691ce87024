import assert from 'node:assert/strict';
import test from 'node:test';
import { longestNumber, writeNumber } from './number-text.ts';

function written(value: number): string {
  const target = Buffer.alloc(longestNumber + 4, 'x');
  const end = writeNumber(target, 2, value);
  assert.equal(target.toString('latin1', 0, 2), 'xx');
  assert.ok(end - 2 <= longestNumber);
  return target.toString('latin1', 2, end);
}

test('a number reads back as itself', () => {
  const values = [
    0,
    1,
    9,
    10,
    99,
    100,
    999_999_999,
    1e9,
    1_000_000_001,
    1e15,
    Number.MAX_SAFE_INTEGER,
    -1,
    -1e12,
    0.1,
    1.5,
    -2.2250738585072014e-308,
    1e21,
    5e-324,
    0.1 + 0.2,
  ];
  for (let digits = 1; digits <= 16; digits++) values.push(Number('123456789'.repeat(2).slice(0, digits)));
  for (const value of values) assert.equal(written(value), String(value));
});

test('the numbers that JavaScript spells otherwise are spelt as Prometheus does', () => {
  assert.deepEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0].map(written), ['NaN', '+Inf', '-Inf', '0']);
});
