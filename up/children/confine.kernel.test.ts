import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeFolders } from '../host/folders.ts';
import { startTicksOf } from '../host/leftovers.ts';
import { makeMountPoint, mountPointOf, removeMountPoint } from '../host/mount-point.ts';
import { ensureUser } from '../host/user.ts';
import { asSonde, type View } from './confine.ts';
import { until } from './readiness.ts';

const base = mkdtempSync(join(tmpdir(), 'sonde-confine-'));
const closed = join(base, 'closed');
mkdirSync(closed, { mode: 0o700 });
mkdirSync(join(closed, 'checkout'));
writeFileSync(join(closed, 'checkout', 'program'), 'text');
const user = ensureUser();
const folders = makeFolders(join(closed, 'data'), user);
const mountPoint = mountPointOf(base);
makeMountPoint(mountPoint);
after(() => {
  removeMountPoint(mountPoint);
  rmSync(base, { recursive: true });
});

const view: View = { mountPoint, readOnly: { checkout: join(closed, 'checkout') }, writable: { data: folders.server } };

function inView(script: string): { status: number | null; stdout: string; stderr: string } {
  const [program = '', ...args] = asSonde(['sh', '-c', script], view);
  return spawnSync(program, args, { encoding: 'utf8' });
}

test('an unprivileged child reads and writes what is bound for it, below folders that are closed to it', () => {
  const { stdout, stderr } = inView(`cat ${mountPoint}/checkout/program; echo kept > ${mountPoint}/data/file; ls -a ${closed}`);
  assert.equal(stdout, 'text');
  assert.match(stderr, /ermission denied/);
  assert.equal(readFileSync(join(folders.server, 'file'), 'utf8'), 'kept\n');
});

test('nothing that is bound read-only can be written, nor can the view itself', () => {
  const { stdout } = inView(
    `for path in ${mountPoint}/checkout/new ${mountPoint}/new ${mountPoint}/checkout/program; do (echo x > $path) 2>/dev/null && echo $path; done; echo end`,
  );
  assert.equal(stdout, 'end\n');
});

test('it is user sonde without groups, capabilities and ways to get any', () => {
  const { stdout } = inView('grep -E "^(Uid|Gid|Groups|Cap|NoNewPrivs)" /proc/self/status; umask');
  const ids = `${user.uid}\t${user.uid}\t${user.uid}\t${user.uid}`;
  const found = Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':\t')),
  );
  const none = '0000000000000000';
  assert.deepEqual([found.Uid, found.NoNewPrivs], [ids, '1']);
  assert.equal(found.Groups?.trim() ?? '', '');
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.equal(found[set], none);
  assert.match(stdout, /^0077$/m);
});

test('its mounts are in no other name space, and gone with it', () => {
  inView('true');
  assert.deepEqual(readdirSync(mountPoint), []);
  assert.doesNotMatch(readFileSync('/proc/self/mounts', 'utf8'), new RegExp(mountPoint));
});

test('a folder that cannot be bound stops the start', () => {
  const [program = '', ...args] = asSonde(['true'], { ...view, readOnly: { checkout: join(base, 'nowhere') } });
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.match(stderr, /nowhere/);
});

for (const [who, command] of [
  ['an unprivileged child', 'asSonde(["sleep", "600"], view)'],
  ['a child of root', 'asRoot(["sleep", "600"])'],
] as const) {
  test(`${who} ends with a supervisor that is killed`, async () => {
    const script = `
      import { spawn } from 'node:child_process';
      import { asRoot, asSonde } from '${import.meta.dirname}/confine.ts';
      const view = ${JSON.stringify(view)};
      const [program, ...args] = ${command};
      console.log(spawn(program, args, { detached: true, stdio: 'inherit' }).pid);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk] = await once(parent.stdout, 'data');
    const pid = Number(String(chunk));
    const runs = () => (readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sleep\n' ? Promise.resolve() : Promise.reject(new Error('not yet')));
    await until(AbortSignal.timeout(20_000), () => {}, runs);
    parent.kill('SIGKILL');
    const ended = () => (startTicksOf(pid) === undefined ? Promise.resolve() : Promise.reject(new Error(`${pid} runs`)));
    await until(AbortSignal.timeout(20_000), () => {}, ended);
  });
}

test('a child whose supervisor ended before it was bound to it does not start', () => {
  const [program = '', ...args] = asSonde(['echo', 'started'], view);
  const orphan = args.map((argument) => (argument === String(process.pid) ? '1' : argument));
  assert.equal(spawnSync(program, orphan, { encoding: 'utf8' }).stdout, '');
  assert.equal(spawnSync(program, args, { encoding: 'utf8' }).stdout, 'started\n');
});
