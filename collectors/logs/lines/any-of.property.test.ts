import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { AnyOf } from './any-of.ts';

const literals = ['@', 'pw', 'Key', '://', 'sk-', 'hooks.slack', 'code=', 'basic '];
const pieces = [
  ...literals,
  ...literals.map((literal) => literal.toUpperCase()),
  ...literals.map((literal) => literal.slice(0, -1)),
  'x',
  ' ',
  'ä',
  '\ud83d',
  '0',
  'K',
];

test('a literal is found wherever it stands, and nothing else is', () => {
  const anyOf = new AnyOf(literals);
  const expected = new RegExp(literals.map((literal) => RegExp.escape(literal)).join('|'), 'i');
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 6 }), (parts) => {
      const text = parts.join('');
      assert.equal(anyOf.isIn(text), expected.test(text));
    }),
    { numRuns: 10_000 },
  );
});

test('a literal of signs that are not looked for is refused', () => {
  assert.throws(() => new AnyOf(['naïve']), /"naïve"/);
});
