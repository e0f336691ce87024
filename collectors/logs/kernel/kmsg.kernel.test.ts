import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { LineRecord } from '../lines/record-writer.ts';
import type { KernelEvent } from './kernel-event.ts';
import { Kmsg } from './kmsg.ts';

/** As the process would go on after a kill: with the marks that were kept with the records. */
function reading(
  marks: Map<string, string>,
): Disposable & { readonly records: LineRecord[]; readonly events: KernelEvent[]; readonly lost: number[]; readAll(): void } {
  const records: LineRecord[] = [];
  const events: KernelEvent[] = [];
  const lost: number[] = [];
  const kmsg = new Kmsg({
    marks,
    onRecord: (record) => records.push(record),
    onEvent: (event) => events.push(event),
    onMark: (name, value) => marks.set(name, value),
    onLost: (count) => lost.push(count),
  });
  return {
    records,
    events,
    lost,
    readAll() {
      while (kmsg.read());
    },
    [Symbol.dispose]: () => kmsg.close(),
  };
}

test('what the kernel says is read once, with its level and time, also by who comes after', () => {
  const name = `sonde-test-${process.pid}`;
  const marks = new Map<string, string>();
  const before = Date.now();
  using first = reading(marks);
  for (const number of [1, 2, 3]) writeFileSync('/dev/kmsg', `<4>${name}: größer ${number}\n`);
  first.readAll();
  const ours = first.records.filter(({ message }) => message.startsWith(name));
  assert.deepEqual(
    ours.map(({ level, source, message }) => ({ level, source, message })),
    [1, 2, 3].map((number) => ({ level: 'warn', source: '"kmsg"', message: `${name}: größer ${number}` })),
  );
  for (const { time = '' } of ours) assert.ok(Math.abs(Date.parse(time) - before) < 60_000, time);
  writeFileSync('/dev/kmsg', `<3>${name}: late\n`);
  using second = reading(marks);
  second.readAll();
  assert.deepEqual(
    second.records.filter(({ message }) => message.startsWith(name)).map(({ message }) => message),
    [`${name}: late`],
  );
  assert.deepEqual([first.lost, second.lost], [[], []]);
});

test('what it says went wrong is an event, once for messages that tell of the same, and stands on each of their lines', () => {
  const server = `sonde-nfs-${process.pid}`;
  writeFileSync('/dev/kmsg', `<4>nfs: server ${server} not responding, timed out\n`);
  using kmsg = reading(new Map());
  kmsg.readAll();
  for (const message of [`nfs: server ${server} not responding, still trying`, `nfs: server ${server} OK`, `nfs: server ${server} OK`])
    writeFileSync('/dev/kmsg', `<4>${message}\n`);
  kmsg.readAll();
  assert.deepEqual(
    kmsg.events.filter(({ object }) => object === server).map(({ type, reason }) => [type, reason]),
    [
      ['nfs_not_responding', 'still trying'],
      ['nfs_recovered', ''],
    ],
  );
  const named = kmsg.records.filter(({ message }) => message.includes(server)).map(({ attributes }) => attributes?.['event.name']);
  assert.deepEqual(named, ['kernel.nfs_not_responding', 'kernel.nfs_not_responding', 'kernel.nfs_recovered', 'kernel.nfs_recovered']);
});
