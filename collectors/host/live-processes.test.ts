import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { mostProcesses } from '#contract/processes.ts';
import { procfs } from '../identity/process-facts.ts';
import { hostScene } from './fixtures/host-scene.ts';
import { liveProcesses } from './live-processes.ts';

interface Process {
  readonly comm?: string;
  readonly state?: string;
  readonly flags?: number;
  readonly ticks?: number;
  readonly start?: number;
  readonly args?: readonly string[];
}

/** Processes whose identity is the name of their command. */
function host(t: TestContext, connections?: ReadonlyMap<number, number>) {
  const scene = hostScene(t);
  scene.write({ 'proc/uptime': '1000.00 1.00\n' });
  let named = 0;
  const identify = ({ comm }: { readonly comm: string }) => {
    named += 1;
    return { kind: 'process', name: comm, namespace: '' } as const;
  };
  const ask = liveProcesses({ proc: procfs(scene.roots.proc), identify, connections: () => connections, nowMs: scene.roots.nowMs });
  const write = (pid: number, { comm = 'worker', state = 'S', flags = 4_194_304, ticks = 0, start = 100, args = [comm] }: Process) =>
    scene.write({
      [`proc/${pid}/stat`]: `${pid} (${comm}) ${state} 1 ${pid} ${pid} 0 -1 ${flags} 1 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${start} 0 0 0 0 0\n`,
      [`proc/${pid}/comm`]: `${comm}\n`,
      [`proc/${pid}/statm`]: '1000 500 200 10 0 90 0\n',
      [`proc/${pid}/cmdline`]: args.map((arg) => `${arg}\0`).join(''),
    });
  return { ask, write, scene, named: () => named };
}

test('an identity has its processes and no others: no thread of the kernel, none that has ended', async (t) => {
  const { ask, write } = host(t, new Map([[12, 3]]));
  write(12, { start: 50_000, ticks: 250, args: ['worker', '--password', 'hunter2'] });
  write(11, {});
  write(13, { comm: 'other' });
  write(14, { state: 'Z' });
  write(15, { flags: 0x0020_0000 });
  const { processes, more } = await ask('process:worker');
  assert.deepEqual([processes.map(({ pid }) => pid), more], [[11, 12], 0]);
  const [, second] = processes;
  assert.deepEqual(
    { ...second, startedAt: undefined },
    {
      ...{ pid: 12, name: 'worker', command: 'worker --password <redacted>', startedAt: undefined },
      ...{ cpuSeconds: 2.5, cpuCores: null, residentBytes: 500 * 4096, connections: 3 },
    },
  );
  assert.ok(Math.abs(Date.parse(second?.startedAt ?? '') - (Date.now() - 500_000)) <= 2000, String(second?.startedAt));
  assert.deepEqual(await ask('process:nobody'), { processes: [], more: 0 });
  assert.deepEqual(await ask('../../etc/passwd'), { processes: [], more: 0 });
});

test('what is not known is null: CPU before the second look, connections without the socket tables', async (t) => {
  const { ask, write, scene } = host(t);
  write(11, { ticks: 100 });
  assert.deepEqual(
    (await ask('process:worker')).processes.map(({ cpuCores, connections }) => [cpuCores, connections]),
    [[null, null]],
  );
  write(11, { ticks: 400 });
  scene.clock.ms += 1000;
  assert.equal((await ask('process:worker')).processes[0]?.cpuSeconds, 1, 'one look for all who ask within a while');
  scene.clock.ms += 5000;
  assert.equal((await ask('process:worker')).processes[0]?.cpuCores, 0.5);
});

test('a process is named once, and again where it runs another program or its pid is of another', async (t) => {
  const { ask, write, scene, named } = host(t);
  write(11, {});
  write(12, {});
  await ask('process:worker');
  const again = async () => {
    scene.clock.ms += 3000;
    return (await ask('process:worker')).processes.map(({ pid, cpuCores }) => [pid, cpuCores]);
  };
  assert.deepEqual(
    [await again(), named()],
    [
      [
        [11, 0],
        [12, 0],
      ],
      2,
    ],
  );
  write(11, { comm: 'other' });
  write(12, { start: 200 });
  assert.deepEqual([await again(), named()], [[[12, null]], 4]);
});

test('of more than are told the busiest are, and the others are counted', async (t) => {
  const { ask, write } = host(t);
  for (let pid = 1; pid <= mostProcesses + 40; pid += 1) write(pid, { ticks: pid });
  const { processes, more } = await ask('process:worker');
  assert.deepEqual([processes.length, more, processes[0]?.pid, processes.at(-1)?.pid], [mostProcesses, 40, 41, mostProcesses + 40]);
});

test('who asks at once is answered from one look', async (t) => {
  const { ask, write, named } = host(t);
  for (let pid = 1; pid <= 100; pid += 1) write(pid, {});
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('process:worker')));
  assert.deepEqual([new Set(answers.map(({ processes }) => processes.length)), named()], [new Set([100]), 100]);
});
