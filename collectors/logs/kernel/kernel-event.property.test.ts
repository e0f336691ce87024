import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { messages } from './fixtures/messages.ts';
import { kernelEventOf } from './kernel-event.ts';

test('whatever is said, it is an event or none', () => {
  const pieces = messages.flatMap(([message]) => message.split(/(?<=[ ,:])/));
  const message = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(message, (text) => {
      const event = kernelEventOf(text);
      if (event !== undefined) assert.match(event.fingerprint, /^[0-9a-f]{16}$/);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) },
  );
});
