import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { askStatus, askStop, openControl, type Status } from './control.ts';
import { type Folders, foldersOf } from './host/folders.ts';
import { Roster, startTicksOf } from './host/leftovers.ts';
import { lockHolder, takeLock } from './host/lock.ts';

const base = mkdtempSync(join(tmpdir(), 'sonde-control-'));
after(() => rmSync(base, { recursive: true }));

/** A data folder with a path that is longer than that of a socket may be. */
function dataFolder(): Folders {
  const folders = foldersOf(mkdtempSync(join(base, 'x'.repeat(150))));
  mkdirSync(folders.up);
  return folders;
}

const status: Status = { pid: process.pid, ready: false, waitsFor: ['agent: it attaches'], url: 'http://127.0.0.1:8400', token: '', children: [] };

test('a supervisor tells its status over a socket of root alone', async () => {
  const folders = dataFolder();
  assert.equal(await askStatus(folders), undefined);
  const control = await openControl(folders, { status: () => status, stop: () => {} });
  assert.equal(statSync(join(folders.up, 'control.sock')).mode & 0o777, 0o600);
  assert.deepEqual(await askStatus(folders), status);
  control.close();
  assert.equal(await askStatus(folders), undefined);
});

/** Another process that runs this script as a module, until it says something. */
async function helper(script: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'], cwd: import.meta.dirname });
  await once(child.stdout, 'data');
  return child;
}

test('a stop is answered, and the asker waits for the end of the process', async () => {
  const folders = dataFolder();
  assert.equal(await askStop(folders), false);
  const child = await helper(`
    import { openControl } from '${import.meta.dirname}/control.ts';
    const keep = setInterval(() => {}, 1000);
    const stop = () => setTimeout(() => clearInterval(keep), 300);
    await openControl(${JSON.stringify(folders)}, { status: () => ({}), stop });
    console.log('open');`);
  const exit = once(child, 'exit');
  assert.equal(await askStop(folders), true);
  assert.deepEqual(await exit, [0, null]);
  assert.equal(await askStop(folders), false);
});

test('a data folder belongs to one supervisor, until it ends in whatever way', async () => {
  const folders = dataFolder();
  const child = await helper(`
    import { takeLock } from '${import.meta.dirname}/host/lock.ts';
    const lock = takeLock(${JSON.stringify(folders)});
    console.log(lock === undefined ? 'refused' : 'taken');
    setInterval(() => {}, 1000);`);
  assert.equal(takeLock(folders), undefined);
  assert.equal(lockHolder(folders), child.pid);
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
  const lock = takeLock(folders);
  assert.ok(lock);
  assert.equal(lockHolder(folders), process.pid);
  assert.equal(takeLock(folders), undefined);
  lock.release();
});

test('children that an earlier supervisor left behind end before the next start', async () => {
  const folders = dataFolder();
  const stubborn = spawn('sh', ['-c', 'trap "" TERM; echo; sleep 600 & wait'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  await once(stubborn.stdout, 'data');
  const pid = stubborn.pid ?? 0;
  new Roster(folders).add('stubborn', pid);
  assert.deepEqual(await new Roster(folders).clear(100), ['stubborn']);
  assert.equal(startTicksOf(pid), undefined);
});

test('a process that has the pid of an earlier child is left alone', async () => {
  const folders = dataFolder();
  const other = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  try {
    const roster = new Roster(folders);
    roster.add('other', other.pid ?? 0);
    const file = join(folders.up, 'children.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"startTicks":"\d+"/, '"startTicks":"1"'));
    assert.deepEqual(await new Roster(folders).clear(100), []);
    assert.ok(startTicksOf(other.pid ?? 0));
  } finally {
    other.kill('SIGKILL');
  }
});
