import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesText, secondsText } from './quantities.ts';

test('quantities have three digits and the unit that fits', () => {
  assert.deepEqual([0, 1, 1023, 1024, 1_234_567, 5e12].map(bytesText), ['0 B', '1 B', '1020 B', '1 KiB', '1.18 MiB', '4.55 TiB']);
  assert.deepEqual([0.0000123, 0.0005, 0.25, 12].map(secondsText), ['12.3 µs', '500 µs', '250 ms', '12 s']);
});
