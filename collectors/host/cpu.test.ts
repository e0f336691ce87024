import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpu } from './cpu.ts';
import { hostScene } from './fixtures/host-scene.ts';

/** As a host with two CPUs has it; `guest` is a part of `user`. */
function statOf({ user = 0, iowait = 0, guest = 0, steal = '0', running = '2', more = '' } = {}): string {
  return `cpu  ${2000 + user} 20 600 8000 ${60 + iowait} 4 6 ${steal} ${300 + guest} 2
cpu0 ${1000 + user} 10 300 4000 ${30 + iowait} 2 3 ${steal} ${150 + guest} 1
cpu1 1000 10 300 4000 30 2 3 0 150 1
intr 38810360 0 0 12 0
ctxt 61718351
btime 1700000000
processes 373109
procs_running ${running}
procs_blocked 1
softirq 57299574 0 1010779 833
${more}`;
}

test('time is counted by CPU and mode, guests once', (t) => {
  const scene = hostScene(t);
  scene.write({ 'proc/stat': statOf() });
  const { read, busySeconds } = cpu(scene.sources);
  read();
  scene.write({ 'proc/stat': statOf({ user: 350, guest: 200 }) });
  scene.clock.ms += 5000;
  read();
  const counted = scene.shown('sonde_host_cpu_').filter((line) => !line.endsWith(' 0'));
  assert.deepEqual(counted, ['seconds_total{cpu="0",mode="user"} 3.5', 'guest_seconds_total{mode="user"} 2']);
  assert.equal(scene.shown('sonde_host_cpu_seconds_total').length, 16, 'what stands still is there, at 0');
  assert.deepEqual(busySeconds(), { user: 3.5, system: 0 });
  assert.deepEqual(scene.shown('sonde_host_cpus'), [' 2']);
});

test('the run queue, what waits for disks and the start of the host are as the kernel says', (t) => {
  const scene = hostScene(t);
  scene.write({ 'proc/stat': statOf() });
  const { read } = cpu(scene.sources);
  read();
  scene.write({ 'proc/stat': statOf({ running: '5' }).replace('61718351', '61718400').replace('373109', '373111') });
  read();
  assert.deepEqual(scene.shown('sonde_host_processes'), ['_running 5', '_blocked 1']);
  assert.deepEqual(scene.shown('sonde_host_boot_time_seconds'), [' 1700000000']);
  assert.deepEqual([scene.shown('sonde_host_context_switches_total'), scene.shown('sonde_host_forks_total')], [[' 49'], [' 2']]);
});

test('a run queue of 4294967295 pages nobody: it is absent and counted, and all else is there', (t) => {
  const scene = hostScene(t);
  scene.write({ 'proc/stat': statOf({ running: '4294967295' }) });
  cpu(scene.sources).read();
  assert.deepEqual(scene.shown('sonde_host_processes'), ['_blocked 1']);
  assert.deepEqual(scene.rejected(), ['stat procs_running 1']);
});

test('more time than has passed is no time', (t) => {
  const scene = hostScene(t);
  scene.write({ 'proc/stat': statOf() });
  const { read } = cpu(scene.sources);
  read();
  scene.write({ 'proc/stat': statOf({ user: 100, steal: '1844674407370955' }) });
  scene.clock.ms += 5000;
  read();
  assert.deepEqual(scene.rejected(), ['stat steal 1']);
  scene.write({ 'proc/stat': statOf({ user: 100, steal: '18446744073709551615' }) });
  read();
  assert.deepEqual(scene.rejected(), ['stat steal 2']);
  const seconds = scene.shown('sonde_host_cpu_seconds_total').filter((line) => !line.endsWith(' 0'));
  assert.deepEqual(seconds, ['{cpu="0",mode="user"} 1']);
});

test('iowait that the kernel takes back is not counted twice', (t) => {
  const scene = hostScene(t);
  const { read } = cpu(scene.sources);
  for (const iowait of [50, 30, 60]) {
    scene.write({ 'proc/stat': statOf({ iowait }) });
    scene.clock.ms += 5000;
    read();
  }
  assert.ok(scene.shown('sonde_host_cpu_seconds_total').includes('{cpu="0",mode="iowait"} 0.1'));
});

test('beyond 16 CPUs they are one row, which still counts them', (t) => {
  const scene = hostScene(t);
  const lines = (user: number) => Array.from({ length: 64 }, (_, n) => `cpu${n} ${user} 0 0 0 0 0 0 0 0 0`);
  const { read } = cpu(scene.sources);
  for (const user of [0, 400]) {
    scene.write({ 'proc/stat': [`cpu  ${user * 64} 0 0 0 0 0 0 0 0 0`, ...lines(user), 'ctxt 1', ''].join('\n') });
    scene.clock.ms += 5000;
    read();
  }
  const rows = scene.shown('sonde_host_cpu_seconds_total');
  assert.equal(rows.length, 8);
  assert.equal(rows[0], '{cpu="all",mode="user"} 256');
  assert.deepEqual(scene.shown('sonde_host_cpus'), [' 64']);
});

for (const [what, text] of [
  ['nothing', ''],
  ['a cut line', 'cpu  1 2\ncpu0 1 2'],
  ['other words', 'cpu0 a -1 1.5 0x10 NaN Infinity  ,\nctxt\nbtime -1\nprocs_running 1e3\n'],
  ['bytes that are no text', '\u0000\uffff\ncpu0'],
] as const) {
  test(`${what} in the file is neither an error nor a number`, (t) => {
    const scene = hostScene(t);
    const { read } = cpu(scene.sources);
    read();
    scene.write({ 'proc/stat': text });
    read();
    assert.deepEqual(
      scene.shown('sonde_host_').filter((line) => !/ (0|1)$/.test(line)),
      [],
    );
  });
}
