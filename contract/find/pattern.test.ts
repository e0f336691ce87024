import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFind } from './parse.ts';
import { patternFinder } from './pattern.ts';
import type { Pattern } from './term.ts';

test('what is wrong with a pattern is told as it is typed, with its place', () => {
  for (const [wrong, says] of [
    ['(a', 'the pattern cannot be read: missing closing ): `(a`'],
    ['[a', 'the pattern cannot be read: missing closing ]: `[a`'],
    ['a{2,1}', 'the pattern cannot be read: invalid repeat count: `{2,1}`'],
    ['*a', 'the pattern cannot be read: missing argument to repetition operator: `*`'],
    ['a{900}b{900}c{900}', 'the pattern is too large: its repetitions make it so'],
  ] as const)
    assert.deepEqual(parseFind(`x /${wrong}/`, []).errors, [{ from: 2, to: wrong.length + 4, says }]);
});

test('a pattern that is taken finds, in the words of RE2', () => {
  const finds = patternFinder();
  const pattern = (source: string, foldsCase = false): Pattern => ({ is: 'pattern', from: 0, to: 0, source, foldsCase });
  for (const [source, text] of [
    ['a\\-b', 'a-b'],
    ['(?i)shop', 'SHOP-1'],
    ['\\d+\\%', '5%'],
    ['\\pN', '7'],
    ['[[:alpha:]]{2}', 'ab'],
    ['(?P<name>x)\\z', 'ax'],
    ['a{,3}', 'a{,3}'],
  ] as const) {
    assert.deepEqual(parseFind(`/${source}/`, []).errors, [], source);
    assert.ok(finds(pattern(source), text), source);
    assert.ok(!finds(pattern(source), '-'), source);
  }
  assert.ok(finds(pattern('shop', true), 'SHOP'));
});
