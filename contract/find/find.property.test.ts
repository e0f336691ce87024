import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { completions } from './complete.ts';
import { checkout, fields, thing, world } from './fixtures/world.ts';
import { matches } from './match.ts';
import { longestFind, parseFind } from './parse.ts';
import { anyField, type Rule } from './term.ts';
import { writtenRule } from './write.ts';

const bits = [
  'ns',
  '=',
  '>',
  '!=',
  '~',
  '"',
  '\\',
  '(',
  ')',
  '/',
  ' or ',
  ' and ',
  ' not ',
  'exists(',
  ',',
  '-',
  ' ',
  '\t',
  '1',
  '.5',
  '%',
  'ms',
  'p99',
  'kind',
  'µs',
  '*',
  '🙂',
  '\u0000',
  'constructor',
  '__proto__',
  'a',
];

const typed = fc.array(fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 14 }).map((parts) => parts.join(''));

/** Without the places, which another text has elsewhere. */
function bare(rule: Rule): unknown {
  if (rule.is === 'not') return { not: bare(rule.of) };
  if ('of' in rule) return { [rule.is]: rule.of.map(bare) };
  return { ...rule, from: 0, to: 0 };
}

test('anything may be typed: it is read, its spans lie in it in order, what is completed and what is written again can be read again', () => {
  fc.assert(
    fc.property(typed, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (text, share, isOpen) => {
      const known = isOpen ? [...fields, anyField] : fields;
      const { rule, terms, errors: wrong } = parseFind(text, known);
      const spans = [...terms, ...wrong].sort((a, b) => a.from - b.from);
      spans.reduce((end, { from, to }) => {
        assert.ok(from >= end && to > from && to <= text.length);
        return to;
      }, 0);
      for (const find of [thing(''), checkout]) matches({ rule }, { ...find, fits: () => true });
      for (const { from, to, insert } of completions(text, Math.floor(share * text.length), { ...world, fields: known })) {
        assert.ok(from <= to && insert.length > 0);
        parseFind(text.slice(0, from) + insert + text.slice(to), known);
      }
      const again = parseFind(writtenRule(rule), known);
      assert.deepEqual([bare(again.rule), again.errors], [bare(rule), []]);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) },
  );
  assert.equal(parseFind('a '.repeat(longestFind), fields).terms.length, 200);
  assert.equal(parseFind('('.repeat(longestFind), fields).terms.length, 1);
});
