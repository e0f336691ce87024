import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brings } from './font-loader.ts';

test('a face brings the letters of its ranges, single ones as well', () => {
  const ranges = 'U+0-FF, U+131, U+2000-206F';
  assert.equal(brings(ranges, 'ч'), false);
  assert.equal(brings(ranges, 'чi'), true);
  assert.equal(brings(ranges, '\u0131'), true);
  assert.equal(brings(ranges, '\u0132'), false);
  assert.equal(brings(ranges, '\u202f'), true);
  assert.equal(brings('U+0400-045F, U+1F600-1F64F', '\u{1f601}'), true);
});
