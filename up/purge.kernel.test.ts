import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fullDiskPoint } from './demo/faults/full-disk.ts';
import { demoFolder } from './demo/lines.ts';
import { makeFolders } from './host/folders.ts';
import { takeLock } from './host/lock.ts';

const base = mkdtempSync(join(tmpdir(), 'sonde-purge-'));
after(() => rmSync(base, { recursive: true }));

/** A user list of its own, so that the host keeps its user while others run as it. */
const etc = join(base, 'etc');
mkdirSync(etc);
const user = { uid: 64_777, gid: 64_777, ours: true };

function writeUsers(comment: string): void {
  cpSync('/etc/nsswitch.conf', join(etc, 'nsswitch.conf'), { force: true });
  writeFileSync(join(etc, 'passwd'), `root:x:0:0:root:/root:/bin/sh\nsonde:x:${user.uid}:${user.gid}:${comment}:/nonexistent:/usr/sbin/nologin\n`);
  writeFileSync(join(etc, 'group'), `root:x:0:\nsonde:x:${user.gid}:\n`);
  writeFileSync(join(etc, 'shadow'), 'root:*:19000:0:99999:7:::\nsonde:!:19000::::::\n');
  writeFileSync(join(etc, 'gshadow'), 'root:*::\nsonde:!::\n');
}

/** `./sonde down` as it runs on a host with that user list. */
const down = (...flags: string[]) => downAfter('true', ...flags);

/** What is mounted before is gone with it. */
function downAfter(before: string, ...flags: string[]): { status: number | null; stderr: string } {
  const script = `mount --bind "$1" /etc && shift && ${before} && exec "$@"`;
  const program = [process.execPath, join(import.meta.dirname, 'down.ts'), ...flags];
  return spawnSync('unshare', ['--mount', '--propagation', 'private', 'sh', '-euc', script, 'sh', etc, ...program], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
}

let count = 0;
const freshPath = () => join(base, String(++count));

test('a purge removes the data folder and the user, and follows no link out of the folder', () => {
  writeUsers('Sonde observability');
  const outside = freshPath();
  mkdirSync(outside);
  writeFileSync(join(outside, 'precious'), '');
  const folders = makeFolders(freshPath(), user);
  symlinkSync(outside, join(folders.server, 'link'));
  const { status, stderr } = down('--purge', '--data', folders.data);
  assert.equal(status, 0, stderr);
  assert.match(stderr, new RegExp(`no Sonde runs on ${folders.data}\nsonde: removed ${folders.data}\nsonde: removed the system user sonde\n$`));
  assert.equal(existsSync(folders.data), false);
  assert.equal(existsSync(join(outside, 'precious')), true);
  assert.doesNotMatch(readFileSync(join(etc, 'passwd'), 'utf8'), /sonde/);
});

test('a purge takes the disk along that a killed demo has left', () => {
  const folders = makeFolders(freshPath(), user);
  const disk = fullDiskPoint(demoFolder(folders));
  mkdirSync(disk, { recursive: true });
  const { status, stderr } = downAfter(`mount -t tmpfs none ${disk} && echo full >${disk}/full`, '--purge', '--data', folders.data);
  assert.equal(status, 0, stderr);
  assert.equal(existsSync(folders.data), false);
});

test('a second purge finds nothing and is content', () => {
  const { status, stderr } = down('--purge', '--data', join(base, 'nowhere'));
  assert.equal(status, 0);
  assert.match(stderr, /there is no data folder at/);
});

test('a user sonde that somebody else made stays', () => {
  writeUsers('Sonia Deville');
  const { status, stderr } = down('--purge', '--data', join(base, 'nowhere'));
  assert.equal(status, 0);
  assert.match(stderr, /the user sonde stays, because Sonde did not make it/);
  assert.match(readFileSync(join(etc, 'passwd'), 'utf8'), /^sonde:/m);
});

test('a folder that Sonde did not make is refused whole', () => {
  const data = freshPath();
  mkdirSync(data);
  writeFileSync(join(data, 'thesis.tex'), '');
  const { status, stderr } = down('--purge', '--data', data);
  assert.equal(status, 1);
  assert.match(stderr, /holds files that Sonde did not make/);
  assert.equal(existsSync(join(data, 'thesis.tex')), true);
});

test('a data folder in use, whose supervisor does not answer, is left alone', () => {
  const folders = makeFolders(freshPath(), user);
  const lock = takeLock(folders);
  const { status, stderr } = down('--purge', '--data', folders.data);
  lock?.release();
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`in use by another Sonde \\(pid ${process.pid}\\)`));
  assert.equal(existsSync(folders.agent), true);
});

test('without --purge everything stays', () => {
  const folders = makeFolders(freshPath(), user);
  assert.equal(down('--data', folders.data).status, 0);
  assert.equal(existsSync(folders.server), true);
});
