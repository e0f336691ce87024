import assert from 'node:assert/strict';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isOurs, keptToken, makeFolders, writeForChildren } from './folders.ts';
import { ensureUser } from './user.ts';

const base = mkdtempSync(join(tmpdir(), 'sonde-folders-'));
after(() => rmSync(base, { recursive: true }));
const user = ensureUser();
let count = 0;

function freshPath(): string {
  count += 1;
  return join(base, String(count));
}

const rights = (path: string) => {
  const { uid, gid, mode } = lstatSync(path);
  return [uid, gid, (mode & 0o7777).toString(8)];
};

test('each folder has its owner and its rights, and a second start changes nothing', () => {
  const data = freshPath();
  for (const _ of [1, 2]) {
    const folders = makeFolders(data, user);
    assert.deepEqual(rights(data), [0, 0, '755']);
    assert.deepEqual(rights(folders.agent), [0, 0, '700']);
    assert.deepEqual(rights(folders.up), [0, user.gid, '750']);
    assert.deepEqual(rights(folders.server), [user.uid, user.gid, '700']);
    assert.deepEqual(rights(folders.prometheus), [user.uid, user.gid, '700']);
    assert.equal(isOurs(data), true);
  }
});

test('an empty folder is taken over, also one that is closed, and so is the root of a disk', () => {
  const data = freshPath();
  mkdirSync(join(data, 'lost+found'), { recursive: true });
  chmodSync(data, 0o700);
  makeFolders(data, user);
  assert.deepEqual(rights(data), [0, 0, '755']);
});

test('a folder with other things in it is refused and left as it is', () => {
  const data = freshPath();
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(data, 'thesis.tex'), '');
  assert.throws(() => makeFolders(data, user), / holds files that Sonde did not make \(thesis\.tex\); allowed: /);
  assert.deepEqual(rights(data), [0, 0, '700']);
});

test('a folder of somebody else is refused', () => {
  const data = freshPath();
  mkdirSync(data);
  chownSync(data, 65534, 65534);
  assert.throws(() => makeFolders(data, user), /belongs to user id 65534/);
});

test('a link in the place of a folder is refused, and what it points to keeps its owner', () => {
  const data = freshPath();
  const folders = makeFolders(data, user);
  const target = freshPath();
  mkdirSync(target, { mode: 0o700 });
  rmSync(folders.server, { recursive: true });
  symlinkSync(target, folders.server);
  assert.throws(() => makeFolders(data, user), /has to be a folder, not a link/);
  assert.deepEqual(rights(target), [0, 0, '700']);
});

test('a file for the children is readable by their group, never followed through a link, and not rewritten when it is equal', () => {
  const { up } = makeFolders(freshPath(), user);
  const path = join(up, 'prometheus.yml');
  const target = freshPath();
  writeFileSync(target, 'precious');
  symlinkSync(target, path);
  writeForChildren(path, 'a: 1\n', user);
  assert.deepEqual(rights(path), [0, user.gid, '640']);
  assert.equal(readFileSync(target, 'utf8'), 'precious');
  const { ino } = lstatSync(path);
  writeForChildren(path, 'a: 1\n', user);
  assert.equal(lstatSync(path).ino, ino);
  writeForChildren(path, 'a: 2\n', user);
  assert.equal(readFileSync(path, 'utf8'), 'a: 2\n');
});

test('a token is 256 random bits, kept, and made anew when its file is spoilt', () => {
  const { agent } = makeFolders(freshPath(), user);
  const path = join(agent, 'ingest.token');
  const token = keptToken(path, { mode: 0o600, gid: 0 });
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(rights(path), [0, 0, '600']);
  chmodSync(path, 0o644);
  assert.equal(keptToken(path, { mode: 0o600, gid: 0 }), token);
  assert.deepEqual(rights(path), [0, 0, '600']);
  writeFileSync(path, 'short');
  assert.notEqual(keptToken(path, { mode: 0o600, gid: 0 }), token);
});
