import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Contest, Figure, Verdict } from '../bench.ts';
import { cgroupMount } from '../cgroup-mount.ts';
import { ContenderProcess } from '../contender-process.ts';
import { bestOf, worstOf } from '../contest.ts';
import { type Other, withAndWithout } from '../with-and-without.ts';
import { collectorsBill } from './collectors-bill.ts';
import { loadedServer } from './loaded-server.ts';

const here = import.meta.dirname;
const run = promisify(execFile);
const rounds = 5;
/** It finds the system calls in a file system that need not be mounted: then it is, for it alone. */
const bpftrace = 'mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null; exec bpftrace -q -B line "$0"';
const floor = 'empty programs at the same hooks';
const figures: readonly Figure[] = [
  { key: 'exchangeNs', name: 'one exchange, both ends', unit: 'ns', better: 'less' },
  { key: 'serverUs', name: 'CPU of the server for a request', unit: 'µs', better: 'less' },
  { key: 'perSecond', name: 'requests', unit: '/s', better: 'more' },
  { key: 'agentUs', name: 'CPU of the agent for a request', unit: 'µs', better: 'less' },
  { key: 'agentMegabytes', name: 'its memory', unit: 'MB', better: 'less' },
];

/** The rate is one at which every request has to be counted. */
const goal = { addedNs: 1600, agentUs: 2, perSecond: 100_000, peakMegabytes: 120 };

export const httpExchange: Bench = {
  goals: ['G1', 'G2'],
  title: 'what it costs to count HTTP requests: in the kernel (G1) and in the agent (G2)',
  async run(tell) {
    if (process.getuid?.() !== 0) return { contests: [], verdicts: [], notes: ['not measured: it loads BPF programs, which needs root'] };
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    tell('compiling the ping-pong and the floor');
    await compile(folder);
    const pingPong = stack.use(await ContenderProcess.binary('ping-pong', 'taskset', ['-c', '0', join(folder, 'ping-pong')]));
    const server = stack.use(await loadedServer(folder));
    const exchange = () => pingPong.ask('go');
    tell(`${rounds} rounds of ping-pong, and of nginx under wrk`);
    // Nothing needs to get warm: each load is thousands of the same.
    const measured = await withAndWithout({
      title: 'ping-pong with both ends on one core, and nginx under wrk, 32 connections',
      figures,
      rounds,
      warmUps: 0,
      measure: async (sonde) => ({ ...(await exchange()), ...(await server.round(sonde)) }),
      others: await others(folder, exchange),
    });
    tell('some more of each, for the bill of each collector');
    const bill = await collectorsBill([
      { name: 'ping-pong', port: pingPong.hello.port ?? 0, run: exchange },
      { name: 'nginx', port: server.port, run: server.load },
    ]);
    return { contests: [measured, bill], verdicts: [...judge(measured), server.account()], notes: slowMachine(measured) };
  },
};

async function compile(folder: string): Promise<void> {
  const clang = (source: string, output: string, args: readonly string[]) =>
    run('clang', ['-O2', '-Wall', '-Werror', join(here, source), '-o', join(folder, output), ...args]);
  await Promise.all([
    clang('ping-pong.c', 'ping-pong', []),
    clang('attach.c', 'attach', ['-lbpf']),
    clang('empty-hooks.bpf.c', 'empty-hooks.bpf.o', ['-c', '-g', '-target', 'bpf', '-mcpu=v3', '-idirafter', `/usr/include/${machine()}-linux-gnu`]),
  ]);
}

/** What else can be there meanwhile: the least that any program at these hooks costs, and a peer. */
async function others(folder: string, measure: Other['measure']): Promise<Other[]> {
  const cgroup = await cgroupMount();
  return [
    { name: floor, start: () => ContenderProcess.binary(floor, join(folder, 'attach'), [join(folder, 'empty-hooks.bpf.o'), cgroup]), measure },
    {
      name: 'bpftrace, read and write',
      start: () => ContenderProcess.binary('bpftrace', 'unshare', ['-m', 'sh', '-c', bpftrace, join(here, 'read-write.bt')]),
      measure,
    },
  ];
}

const inThousands = (perSecond: number): string => `${Math.floor(perSecond / 1000)},000`;

/** Where nginx does not come to the rate by itself, nothing can be told of it. */
function slowMachine(measured: Contest): string[] {
  const without = bestOf(measured, 'perSecond', 1);
  return without < goal.perSecond ? [`this machine makes ${inThousands(without)} requests a second without Sonde, so that the rate is not judged`] : [];
}

function rateReached(measured: Contest): Verdict[] {
  if (slowMachine(measured).length > 0) return [];
  const perSecond = bestOf(measured, 'perSecond');
  return [
    { says: `nginx answers ${inThousands(perSecond)} requests a second with Sonde, of ${inThousands(goal.perSecond)}`, holds: perSecond >= goal.perSecond },
  ];
}

function judge(measured: Contest): Verdict[] {
  const added = (contender: number) => bestOf(measured, 'exchangeNs', contender) - bestOf(measured, 'exchangeNs', 1);
  const addedNs = added(0);
  const others = measured.standings.slice(2).map(({ contender }, index) => `${contender}: ${added(index + 2).toFixed(0)}`);
  const agentUs = bestOf(measured, 'agentUs');
  const peakMegabytes = worstOf(measured, 'agentMegabytes');
  return [
    { says: `${addedNs.toFixed(0)} ns added to an exchange, both ends, of ${goal.addedNs} ns; ${others.join(', ')}`, holds: addedNs <= goal.addedNs },
    ...rateReached(measured),
    { says: `${agentUs.toFixed(2)} µs of the agent's CPU for a request, of ${goal.agentUs} µs`, holds: agentUs <= goal.agentUs },
    { says: `the agent held ${peakMegabytes.toFixed(0)} MB at most, of ${goal.peakMegabytes} MB`, holds: peakMegabytes <= goal.peakMegabytes },
  ];
}
