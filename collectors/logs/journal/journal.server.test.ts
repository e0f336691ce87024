import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../runtime/fixtures/until.ts';
import type { LineRecord } from '../lines/record-writer.ts';
import { Journal } from './journal.ts';

const entries = 500;

/** A file as journald writes it, by the program that receives journals from other hosts. */
function writeEntries(file: string, fromMs: number, entries: readonly Readonly<Record<string, string | number>>[]): void {
  const input = entries.map((fields, at) => {
    const us = fromMs * 1000 + at;
    const stamps = { __REALTIME_TIMESTAMP: us, __MONOTONIC_TIMESTAMP: us, _BOOT_ID: '1'.repeat(32) };
    const lines = Object.entries({ ...stamps, ...fields }).map(([name, value]) => `${name}=${value}\n`);
    return `${lines.join('')}\n`;
  });
  execFileSync('/lib/systemd/systemd-journal-remote', [`--output=${file}`, '--compress=no', '-'], {
    input: input.join(''),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

function writeJournal(file: string, from: number): void {
  const numbered = Array.from({ length: entries }, (_, at) => ({ PRIORITY: 4, _SYSTEMD_UNIT: 'shop.service', MESSAGE: `line ${from + at}` }));
  writeEntries(file, 1_769_860_800_000 + from, numbered);
}

/** A folder of journals, and what is read of it: what was read, and how far, is known also to who opens it again. */
function reading(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-journal-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const marks = new Map<string, string>();
  const records: LineRecord[] = [];
  const troubles: string[] = [];
  const open = (onRecord: () => void = () => {}) => {
    const journal = new Journal({
      marks,
      isLeftOut: () => false,
      onRecord: (record) => {
        onRecord();
        records.push(record);
      },
      onEvent: ({ message }) => assert.fail(message),
      onMark: (name, value) => marks.set(name, value),
      onLost: (count) => assert.fail(`${count} are lost`),
      onTooLong: assert.fail,
      onTrouble: (trouble) => troubles.push(String(trouble)),
      folder,
    });
    t.after(() => journal.close());
    return journal;
  };
  const readUntil = (journal: Journal, count: number) =>
    until(`${count} lines`, () => {
      journal.read();
      return records.length >= count;
    });
  return { folder, records, troubles, open, readUntil };
}

test('a journal is read from where it was read to, and what is added to it comes by itself', async (t) => {
  const { folder, records, troubles, open, readUntil } = reading(t);
  writeJournal(join(folder, 'one.journal'), 0);
  const first = open();
  await readUntil(first, entries);
  assert.ok(first.isUp);
  writeJournal(join(folder, 'two.journal'), entries);
  await readUntil(first, 2 * entries);
  first.close();
  writeJournal(join(folder, 'three.journal'), 2 * entries);
  await readUntil(open(), 3 * entries);
  assert.deepEqual(
    records.map(({ level, identity, message }) => [level, identity, message]),
    Array.from({ length: 3 * entries }, (_, number) => ['warn', 'systemd:shop.service', `line ${number}`]),
  );
  assert.deepEqual(troubles, []);
});

test('a journal that is not taken while journalctl ends is handed on once it is, and read on', async (t) => {
  const { folder, records, open, readUntil } = reading(t);
  writeJournal(join(folder, 'one.journal'), 0);
  let isFull = true;
  const journal = open(() => {
    if (isFull) throw new Error('the disk is full');
  });
  await until('what cannot be kept', () => {
    try {
      journal.read();
      return false;
    } catch {
      return true;
    }
  });
  const [child] = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').slice(-1);
  process.kill(Number(child));
  await until('its end', () => !journal.isUp);
  // Longer than until it is started again.
  await delay(6000);
  isFull = false;
  writeJournal(join(folder, 'two.journal'), entries);
  await readUntil(journal, 2 * entries - 1);
  assert.equal(records.at(-1)?.message, `line ${2 * entries - 1}`);
});

test('a journal that cannot be read is said to be so', async (t) => {
  const troubles: unknown[] = [];
  const journal = new Journal({
    marks: new Map(),
    isLeftOut: () => false,
    onRecord: () => assert.fail(),
    onEvent: ({ message }) => assert.fail(message),
    onMark: assert.fail,
    onLost: (count) => assert.fail(`${count} are lost`),
    onTooLong: assert.fail,
    onTrouble: (trouble) => troubles.push(trouble),
    folder: '/nowhere',
  });
  t.after(() => journal.close());
  await until('its end', () => !journal.isUp);
  assert.match(String(troubles), /journalctl has ended.*\/nowhere/s);
});

test('where the entry from which it goes on is gone, with its journal, that is said, and the rest is read', async (t) => {
  const { folder, records, troubles, open, readUntil } = reading(t);
  writeJournal(join(folder, 'one.journal'), 0);
  const first = open();
  await readUntil(first, entries);
  first.close();
  rmSync(join(folder, 'one.journal'));
  writeJournal(join(folder, 'two.journal'), entries);
  await readUntil(open(), 2 * entries);
  assert.match(troubles.join(), /begun anew/);
  assert.equal(records.at(-1)?.message, `line ${2 * entries - 1}`);
});

test('a unit that failed is an event, once, and none of before anyone read; whoever else writes the same words is not believed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-journal-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const marks = new Map<string, string>();
  const events: unknown[] = [];
  let lines = 0;
  const read = async (count: number) => {
    const journal = new Journal({
      marks,
      isLeftOut: () => false,
      onRecord: () => {
        lines += 1;
      },
      onEvent: ({ at, ...said }) => events.push(said),
      onMark: (name, value) => marks.set(name, value),
      onLost: (count) => assert.fail(`${count} are lost`),
      onTooLong: assert.fail,
      onTrouble: (trouble) => assert.fail(String(trouble)),
      folder,
    });
    t.after(() => journal.close());
    await until(`${count} lines`, () => {
      journal.read();
      return lines >= count;
    });
    journal.close();
  };
  const failed = (unit: string, pid: number) => ({
    ...{ _PID: pid, _COMM: 'systemd', PRIORITY: 4, UNIT: unit, UNIT_RESULT: 'exit-code' },
    ...{ MESSAGE_ID: 'd9b373ed55a64feb8242e02dbe79a49c', MESSAGE: `${unit}: Failed with result 'exit-code'.` },
  });
  writeEntries(join(folder, 'one.journal'), Date.now() - 60_000, [failed('old.service', 1)]);
  await read(1);
  writeEntries(join(folder, 'two.journal'), Date.now(), [failed('shop.service', 1), failed('made-up.service', 4242)]);
  await read(3);
  assert.deepEqual(events, [
    {
      ...{ type: 'systemd.unit_failed', severity: 'error', reason: 'exit-code', message: 'shop.service failed: exit-code', attributes: {} },
      identity: { kind: 'systemd', name: 'shop.service', namespace: '' },
    },
  ]);
});
