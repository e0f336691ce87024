import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { maskedOf } from './masked.ts';
import { Patterns } from './patterns.ts';

const nowMs = Date.parse('2026-06-12T08:00:00Z');

test('whatever comes, a text is of a pattern with as many words, and each is counted', () => {
  const texts = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom('user', 'bob', 'eve', 'has', 'logged', 'in', '7', 'x=1', '\n'), { maxLength: 8 }).map((all) => all.join(' ')),
    ),
  );
  fc.assert(
    fc.property(texts, (all) => {
      const patterns = new Patterns();
      for (const text of all) {
        const { words } = patterns.see('a', 'info', text, nowMs).template;
        assert.equal(words.length, maskedOf(text).split(' ').length);
      }
      assert.equal(
        [...patterns.all()].reduce((sum, { lines }) => sum + lines, 0),
        all.length,
      );
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) },
  );
});
