import assert from 'node:assert/strict';
import { test } from 'node:test';
import { procfs } from '../identity/process-facts.ts';
import { type HostScene, hostScene } from './fixtures/host-scene.ts';
import { Uses } from './identity-use.ts';
import { Processes, processTimesOf } from './processes.ts';

interface Process {
  readonly comm?: string;
  readonly state?: string;
  readonly flags?: number;
  readonly user?: number;
  readonly system?: number;
  readonly faults?: number;
  readonly start?: number;
}

const statOf = (pid: number, { comm = 'cat', state = 'S', flags = 4_194_304, user = 0, system = 0, faults = 0, start = 100 }: Process) =>
  `${pid} (${comm}) ${state} 1 ${pid} ${pid} 0 -1 ${flags} 100 0 ${faults} 0 ${user} ${system} 0 0 20 0 1 0 ${start} 3133440 408 18446744073709551615 0 0\n`;

function writeProcess(scene: HostScene, pid: number, process: Process): void {
  scene.write({
    [`proc/${pid}/stat`]: statOf(pid, process),
    [`proc/${pid}/comm`]: `${process.comm ?? 'cat'}\n`,
    [`proc/${pid}/statm`]: '1000 500 200 10 0 90 0\n',
  });
}

/** Processes by the name of their command; a look answers `name user system faults anon file`. */
function opened(scene: HostScene) {
  scene.write({ 'proc/uptime': '10.00 30.00\n' });
  let asked = 0;
  const processes = new Processes({
    host: scene.sources,
    proc: procfs(scene.roots.proc),
    identify: ({ comm }) => {
      asked += 1;
      return { kind: 'process', name: comm, namespace: '' };
    },
  });
  return {
    asked: () => asked,
    look(pids: readonly number[]): string[] {
      const uses = new Uses();
      processes.look(pids, uses);
      const lines = [...uses.entries()].map(([, { identity, userSeconds, systemSeconds, majorFaults, memory }]) =>
        [identity.name, userSeconds, systemSeconds, majorFaults, memory?.anonBytes, memory?.fileBytes].join(' '),
      );
      return lines.sort();
    },
  };
}

test('a name with spaces and parentheses hides no number', () => {
  const times = processTimesOf(statOf(7, { comm: 'a) R (b', user: 5, system: 6, faults: 7, start: 8 }));
  assert.deepEqual(times, {
    comm: 'a) R (b',
    isKernelThread: false,
    hasEnded: false,
    startTicks: 8,
    userTicks: 5,
    systemTicks: 6,
    minorFaults: 100,
    majorFaults: 7,
  });
  for (const text of ['', '7', '7 (cat', '7 (cat) S 1 2 3', statOf(7, {}).replace('4194304', '-1')]) assert.equal(processTimesOf(text), undefined, text);
});

test('a process counts from the first look, one that began since from its beginning', (t) => {
  const scene = hostScene(t);
  const { look, asked } = opened(scene);
  writeProcess(scene, 5, { comm: 'old', user: 1000, system: 500, faults: 9 });
  assert.deepEqual(look([5]), ['old 0 0 0 1228800 819200']);
  writeProcess(scene, 5, { comm: 'old', user: 1150, system: 501, faults: 11 });
  writeProcess(scene, 6, { comm: 'new', user: 30, system: 0, start: 1001 });
  assert.deepEqual(look([5, 6]), ['new 0.3 0 0 1228800 819200', 'old 1.5 0.01 2 1228800 819200']);
  assert.equal(asked(), 2, 'a name is asked once');
});

test('a process that began of late and did next to nothing is named when it is still there at the next look', (t) => {
  const scene = hostScene(t);
  const { look, asked } = opened(scene);
  writeProcess(scene, 5, { comm: 'brief', user: 4, start: 1001 });
  assert.deepEqual([look([5]), asked()], [[], 0]);
  assert.deepEqual([look([5]), asked()], [['brief 0.04 0 0 1228800 819200'], 1]);
});

test('a pid that another process has by now begins anew, and one that calls exec has its new name', (t) => {
  const scene = hostScene(t);
  const { look } = opened(scene);
  writeProcess(scene, 5, { comm: 'bash', user: 900, start: 50 });
  look([5]);
  writeProcess(scene, 5, { comm: 'curl', user: 20, start: 2000 });
  assert.deepEqual(look([5]), ['curl 0.2 0 0 1228800 819200']);
  writeProcess(scene, 5, { comm: 'wget', user: 30, start: 2000 });
  assert.deepEqual(look([5]), ['wget 0.1 0 0 1228800 819200']);
});

test('threads of the kernel are one identity without memory; those that idle are looked at once a minute, and lose nothing', (t) => {
  const scene = hostScene(t);
  const { look, asked } = opened(scene);
  for (const pid of [2, 3]) writeProcess(scene, pid, { comm: `kworker/${pid}`, flags: 0x20_8040, system: 10 });
  look([2, 3]);
  for (const pid of [2, 3]) writeProcess(scene, pid, { comm: `kworker/${pid}`, flags: 0x20_8040, system: 30 });
  const counted = Array.from({ length: 4 }, () => look([2, 3])).flat();
  assert.deepEqual(
    counted.filter((line) => line !== 'kernel 0 0 0  '),
    ['kernel 0 0.2 0  ', 'kernel 0 0.2 0  '],
  );
  assert.equal(asked(), 0);
});

test('one that has ended still counts what it used, and has no memory', (t) => {
  const scene = hostScene(t);
  const { look } = opened(scene);
  writeProcess(scene, 5, { comm: 'job', user: 10, start: 1001 });
  look([5]);
  writeProcess(scene, 5, { comm: 'job', state: 'Z', user: 60, start: 1001 });
  assert.deepEqual(look([5]), ['job 0.5 0 0  ']);
  scene.remove('proc/5');
  assert.deepEqual(look([5]).length, 0);
});

test('of more processes than one look may cost, all are counted over several looks', (t) => {
  const scene = hostScene(t);
  const { look, asked } = opened(scene);
  const pids = Array.from({ length: 500 }, (_, n) => n + 10);
  for (const pid of pids) writeProcess(scene, pid, { comm: 'many', user: 100, start: 5000 });
  const seconds = Array.from({ length: 6 }, () => Number(look(pids)[0]?.split(' ')[1]));
  assert.ok((seconds[0] ?? 0) < 200, 'not all at once');
  assert.equal(asked(), 500);
  assert.equal(
    seconds.reduce((sum, value) => sum + value, 0),
    500,
  );
});

test('a broken line is rejected, and the others are counted', (t) => {
  const scene = hostScene(t);
  const { look } = opened(scene);
  writeProcess(scene, 5, { comm: 'fine', user: 10, start: 1001 });
  scene.write({ 'proc/6/stat': '6 (bad) S x' });
  assert.deepEqual(look([6, 5, 7]), ['fine 0.1 0 0 1228800 819200']);
  assert.deepEqual(scene.rejected(), ['process stat 1']);
});
