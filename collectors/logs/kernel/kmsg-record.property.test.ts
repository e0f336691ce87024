import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { logLevels } from '#contract/log-levels.ts';
import { readKmsgRecord } from './kmsg-record.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 10_000);
const pieces = '6|12|,|;|-|c|\n| SUBSYSTEM=|=|usb|\\x0a|\\xc3|\\x|text|__proto__='.split('|');
const broken = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));

test('whatever the kernel says, it is a record with a level and a number, or none', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        broken,
        broken.map((rest) => `6,339,5140900,-;${rest}`),
      ),
      (text) => {
        const record = readKmsgRecord(text);
        if (record === undefined) return;
        assert.ok(logLevels.includes(record.level) && Number.isInteger(record.sequence) && Number.isInteger(record.atUs));
        for (const value of [record.message, ...Object.values(record.attributes)]) assert.equal(typeof value, 'string');
      },
    ),
    { numRuns },
  );
});
