import assert from 'node:assert/strict';
import test from 'node:test';
import { isSameEntry, missingBetween } from './cursor.ts';
import { ExportFormat } from './export-format.ts';
import { journalRecord } from './journal-record.ts';

function binary(name: string, value: string): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(Buffer.byteLength(value)));
  return Buffer.concat([Buffer.from(`${name}\n`), size, Buffer.from(`${value}\n`)]);
}

const bytes = Buffer.concat([
  Buffer.from('__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1769860800123456\nPRIORITY=3\n_SYSTEMD_UNIT=shop.service\n_TRANSPORT=stdout\n_COMM=node\n'),
  binary('MESSAGE', 'Error: größer\n    at shop.js:1\n\n    at main.js:2'),
  Buffer.from('\n__CURSOR=s=1;i=2\nMESSAGE=a=b\nMESSAGE=second\n_COMM=cron\n_PID=17\n\n'),
]);

test('entries are the same wherever their bytes are cut', () => {
  const whole = new ExportFormat(assert.fail).push(bytes);
  assert.equal(whole.length, 2);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const format = new ExportFormat(assert.fail);
    assert.deepEqual([...format.push(bytes.subarray(0, cut)), ...format.push(bytes.subarray(cut))], whole, `cut at ${cut}`);
  }
  const format = new ExportFormat(assert.fail);
  assert.deepEqual(
    [...bytes].flatMap((byte) => format.push(Buffer.from([byte]))),
    whole,
  );
});

test('an entry becomes a line with its time, level, service and all its rows', () => {
  const [first, second] = new ExportFormat(assert.fail).push(bytes).map(journalRecord);
  assert.deepEqual(first, {
    source: '"journal"',
    identity: 'systemd:shop.service',
    message: 'Error: größer\n    at shop.js:1\n\n    at main.js:2',
    attributes: { 'journal.transport': 'stdout' },
    level: 'error',
    time: '2026-01-31T12:00:00.123456Z',
  });
  assert.deepEqual([second?.identity, second?.message, second?.attributes, second?.level], ['process:cron', 'a=b', { 'process.pid': '17' }, undefined]);
  assert.equal(journalRecord(new Map([['__CURSOR', 'x']])), undefined);
});

test('of a field that is too long the first MiB is kept, wherever it is cut, and the next entry is whole', () => {
  const value = 'x'.repeat((3 << 20) + 7);
  const longs = [binary('MESSAGE', value), Buffer.from(`MESSAGE=${value}\n`)].map((field) =>
    Buffer.concat([field, Buffer.from('_COMM=a\n\nMESSAGE=next\n\n')]),
  );
  for (const [long, size] of longs.flatMap((one) => [one.length, 1 << 20, 100_003].map((bytes) => [one, bytes] as const))) {
    let tooLong = 0;
    const format = new ExportFormat(() => (tooLong += 1));
    const entries = Array.from({ length: Math.ceil(long.length / size) }, (_, at) => format.push(long.subarray(at * size, (at + 1) * size))).flat();
    assert.deepEqual(
      entries.map((entry) => [entry.get('MESSAGE')?.length, entry.get('_COMM')]),
      [
        [1 << 20, 'a'],
        [4, undefined],
      ],
    );
    assert.equal(tooLong, 1);
  }
});

const cursor = (number: number, sequence = 'a1') => `s=${sequence};i=${number.toString(16)};b=b2;m=1;t=${number};x=0`;

test('entries that were removed before they were read are counted by their numbers', () => {
  assert.equal(missingBetween(cursor(100), cursor(100)), 0);
  assert.equal(missingBetween(cursor(100), cursor(101)), 0);
  assert.equal(missingBetween(cursor(100), cursor(400)), 299);
  assert.equal(missingBetween(cursor(100), cursor(7)), 0);
  assert.equal(missingBetween(cursor(100), cursor(400, 'a2')), undefined);
  assert.equal(missingBetween('no cursor', cursor(400)), undefined);
  assert.ok(isSameEntry(cursor(9), `${cursor(9)}1`) && !isSameEntry(cursor(9), cursor(9, 'a2')));
});
