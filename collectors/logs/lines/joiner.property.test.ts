import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { cases, joined } from './fixtures/joined.ts';

test('whatever is written, each line is in one message, in its order', () => {
  const words = [...new Set(Object.values(cases).flat(2))];
  const lines = fc.array(
    fc.oneof(
      fc.constantFrom(...words),
      fc.string().filter((text) => !text.includes('\n')),
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(lines, (all) => {
      assert.deepEqual(joined(all).join('\n').split('\n'), all.length === 0 ? [''] : all);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) },
  );
});
