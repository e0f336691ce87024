import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { until } from '../../runtime/fixtures/until.ts';
import { Journal } from './journal.ts';

const entries = 500;

/** A file as journald writes it, by the program that receives journals from other hosts. */
function writeJournal(file: string, from: number): void {
  const input = Array.from({ length: entries }, (_, at) => {
    const number = from + at;
    const us = 1_769_860_800_000_000 + number;
    return `__REALTIME_TIMESTAMP=${us}\n__MONOTONIC_TIMESTAMP=${number + 1}\n_BOOT_ID=${'1'.repeat(32)}\nPRIORITY=4\n_SYSTEMD_UNIT=shop.service\nMESSAGE=line ${number}\n\n`;
  }).join('');
  execFileSync('/lib/systemd/systemd-journal-remote', [`--output=${file}`, '--compress=no', '-'], { input, stdio: ['pipe', 'ignore', 'ignore'] });
}

test('a journal is read from where it was read to, and what is added to it comes by itself', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-journal-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const marks = new Map<string, string>();
  const messages: string[] = [];
  const open = () => {
    const journal = new Journal({
      marks,
      isLeftOut: () => false,
      onRecord: ({ message, level, identity }) => {
        assert.deepEqual([level, identity], ['warn', 'systemd:shop.service']);
        messages.push(message);
      },
      onMark: (name, value) => marks.set(name, value),
      onLost: (count) => assert.fail(`${count} are lost`),
      onTooLong: assert.fail,
      onTrouble: (trouble) => assert.fail(String(trouble)),
      folder,
    });
    t.after(() => journal.close());
    return journal;
  };
  const readUntil = (journal: Journal, count: number) =>
    until(`${count} lines`, () => {
      journal.read();
      return messages.length >= count;
    });

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
    messages,
    Array.from({ length: 3 * entries }, (_, number) => `line ${number}`),
  );
});

test('a journal that cannot be read is said to be so', async (t) => {
  const troubles: unknown[] = [];
  const journal = new Journal({
    marks: new Map(),
    isLeftOut: () => false,
    onRecord: () => assert.fail(),
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
  const folder = mkdtempSync(join(tmpdir(), 'sonde-journal-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const marks = new Map<string, string>();
  const messages: string[] = [];
  const troubles: string[] = [];
  const open = () => {
    const journal = new Journal({
      marks,
      isLeftOut: () => false,
      onRecord: ({ message }) => void messages.push(message),
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
      return messages.length >= count;
    });
  writeJournal(join(folder, 'one.journal'), 0);
  const first = open();
  await readUntil(first, entries);
  first.close();
  rmSync(join(folder, 'one.journal'));
  writeJournal(join(folder, 'two.journal'), entries);
  await readUntil(open(), 2 * entries);
  assert.match(troubles.join(), /begun anew/);
  assert.equal(messages.at(-1), `line ${2 * entries - 1}`);
});
