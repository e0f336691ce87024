import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import type { Record } from '#contract/record.ts';
import { conforms, slotsConform } from './conforms.ts';
import { recordAt } from './record-at.ts';
import { movedAside, sqliteStore } from './sqlite.ts';
import { StoreError } from './store.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function newPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-store-'));
  folders.push(folder);
  return join(folder, 'records.db');
}

const everything = { fromMs: 0, toMs: Date.UTC(2100, 0), limit: 1000 };
const quiet = () => assert.fail('nothing was to be moved aside');
const told = (files: string[], file: string) => {
  files.push(file);
  return [];
};
const openAt = (path: string, onMovedAside: (file: string) => readonly Record[] = quiet, maxBytes = 100e6) => sqliteStore({ path, maxBytes, onMovedAside });

conforms('sqlite', async () => openAt(await newPath()));
slotsConform('sqlite', async () => openAt(await newPath()));

test('records and slots are there after the store was closed and opened again', async () => {
  const path = await newPath();
  {
    await using store = await openAt(path);
    await store.append([recordAt(1)]);
    await store.saveSlots([{ id: 'a', column: 1, halfRow: 2, linked: true, seenAtMs: 3, group: 'shop' }]);
  }
  await using store = await openAt(path);
  assert.deepEqual(await store.query(everything), [recordAt(1)]);
  assert.deepEqual(await store.slots(), [{ id: 'a', column: 1, halfRow: 2, linked: true, seenAtMs: 3, group: 'shop' }]);
});

test('a database of the version before is brought to this one: its events are there, and are known', async () => {
  const path = await newPath();
  const old = new DatabaseSync(path);
  old.exec(`CREATE TABLE records (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at_ms REAL NOT NULL, identity TEXT NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE INDEX records_at ON records (at_ms);
    CREATE TABLE slots (id TEXT PRIMARY KEY, column_at INTEGER NOT NULL, half_row INTEGER NOT NULL, linked INTEGER NOT NULL, seen_at_ms REAL NOT NULL, group_id TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
    PRAGMA user_version = 2;`);
  const { time, object, reason, fingerprint, count, ...same } = recordAt(1);
  const attributes = { ...same.attributes, 'sonde.stands_for': 12 };
  old
    .prepare('INSERT INTO records (id, at_ms, identity, body) VALUES (?, ?, ?, ?)')
    .run(same.id, Date.parse(time), same.identity, JSON.stringify({ ...same, attributes, at: time }));
  old.close();
  await using store = await openAt(path);
  assert.deepEqual(await store.query(everything), [{ ...same, attributes, time, object: '', reason, fingerprint: same.id, count: 12 }]);
  assert.deepEqual(await store.append([recordAt(1), recordAt(2)]), { stored: 1, known: 1 });
});

test('a file that is no database is moved aside, whole, and a new one is begun', async () => {
  const path = await newPath();
  await writeFile(path, 'this was never a database\n'.repeat(500));
  const aside: string[] = [];
  await using store = await openAt(path, (file) => told(aside, file));
  assert.deepEqual(await store.append([recordAt(1)]), { stored: 1, known: 0 });
  assert.deepEqual(await store.query(everything), [recordAt(1)]);
  assert.deepEqual(await movedAside(path), aside);
  assert.equal(aside.length, 1);
  assert.match(await readFile(aside[0] ?? '', 'utf8'), /^this was never a database/);
});

test('a database that is damaged in the middle is moved aside when the damage is met', async () => {
  const path = await newPath();
  {
    await using store = await openAt(path);
    await store.append(Array.from({ length: 500 }, (_, second) => recordAt(second)));
  }
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  await file.write(Buffer.alloc(size - 8192, 0xa5), 0, size - 8192, 8192);
  await file.close();
  const aside: string[] = [];
  await using store = await openAt(path, (file) => told(aside, file));
  assert.deepEqual(await store.query(everything), []);
  assert.equal(aside.length, 1);
  assert.deepEqual(await store.append([recordAt(1)]), { stored: 1, known: 0 });
  assert.deepEqual(await store.query(everything), [recordAt(1)]);
});

test('calls that meet the same damage at once move one file aside', async () => {
  const path = await newPath();
  await writeFile(path, Buffer.alloc(100_000, 7));
  const aside: string[] = [];
  await using store = await openAt(path, (file) => told(aside, file));
  await Promise.all(Array.from({ length: 20 }, (_, second) => (second % 2 === 0 ? store.append([recordAt(second)]) : store.query(everything))));
  assert.equal(aside.length, 1);
  assert.equal((await store.query(everything)).length, 10);
});

test('a database that reached its bytes gives up its oldest records for the new', async () => {
  const path = await newPath();
  await using store = await openAt(path, quiet, 500_000);
  const long = 'x'.repeat(4000);
  for (let batch = 0; batch < 10; batch += 1) {
    await store.append(Array.from({ length: 30 }, (_, index) => recordAt(batch * 30 + index, 'process:curl', long)));
  }
  const [newest] = await store.query({ ...everything, limit: 1 });
  assert.equal(newest?.id, recordAt(299).id);
  assert.ok((await store.state()).bytes <= 625_000 + 4096);
});

test('a folder that is not there is said, and the store works once it is', async () => {
  const path = join(await newPath(), 'later', 'records.db');
  await using store = await openAt(path);
  await assert.rejects(store.append([recordAt(1)]), (error) => error instanceof StoreError && error.kind === 'away' && /unable to open/.test(error.message));
  await mkdir(dirname(path), { recursive: true });
  assert.deepEqual(await store.append([recordAt(1)]), { stored: 1, known: 0 });
});
