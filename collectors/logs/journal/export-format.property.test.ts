import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ExportFormat } from './export-format.ts';
import { journalRecord } from './journal-record.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 10_000);

const name = fc.constantFrom('MESSAGE', '__CURSOR', 'PRIORITY', '_SYSTEMD_UNIT', '_TRANSPORT', '_SOURCE_REALTIME_TIMESTAMP');
const size = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]);
const huge = Buffer.alloc(8, 0xff);
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom('\n', '=', '7', 'text').map((text) => Buffer.from(text)),
  fc.tuple(name, fc.string()).map(([field, value]) => Buffer.from(`${field}=${value}\n`)),
  fc.tuple(name, fc.constantFrom(size, huge)).map(([field, bytes]) => Buffer.concat([Buffer.from(`${field}\n`), bytes, Buffer.from('a\nb\n')])),
);

test('whatever a journal says, wherever it is cut, it is the same entries, and each is a line or none', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(200), (pieces, cut) => {
      const bytes = Buffer.concat(pieces);
      const whole = new ExportFormat(() => {}).push(bytes);
      const format = new ExportFormat(() => {});
      assert.deepEqual([...format.push(bytes.subarray(0, cut)), ...format.push(bytes.subarray(cut))], whole);
      for (const entry of whole) assert.equal(typeof journalRecord(entry)?.message, typeof entry.get('MESSAGE'));
    }),
    { numRuns },
  );
});
