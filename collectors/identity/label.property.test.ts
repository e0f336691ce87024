import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { label, maxLabelLength } from './label.ts';

test('any text at all becomes a bounded label that is its own label', () => {
  const unit = fc.oneof(fc.nat(0x7f), fc.nat(0xffff)).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 300, size: 'max' }), (text) => {
      const made = label(text, 'unknown');
      assert.ok(made.isWellFormed());
      assert.ok(Array.from(made).length <= maxLabelLength && made.length > 0);
      assert.doesNotMatch(made, /[\p{Cc}"'`\\]/u);
      assert.equal(label(made, 'unknown'), made);
    }),
    { numRuns: 2000 },
  );
});
