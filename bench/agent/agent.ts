import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Contest, Figure, Spread, Verdict } from '../bench.ts';
import { loadedServer } from '../http-exchange/loaded-server.ts';
import { RunningSonde } from '../running-sonde.ts';

const run = promisify(execFile);
const settleMs = 15_000;
const windows = 4;
/** Four sweeps each. */
const windowMs = 20_000;
const loadSeconds = 60;
/** The first on a host that does nothing, the second also under load. */
const goal = { idlePercent: 1, peakMebibytes: 120 };

const figures: readonly Figure[] = [
  { key: 'percent', name: 'of one core', unit: '%', better: 'less' },
  { key: 'mebibytes', name: 'most memory so far', unit: 'MiB', better: 'less' },
];

export const agent: Bench = {
  goals: ['IDLE'],
  title: 'what the agent takes of a core and of memory: idle, and under load',
  async run(tell) {
    if (process.getuid?.() !== 0) return { contests: [], verdicts: [], notes: ['not measured: it loads BPF programs, which needs root'] };
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const sonde = await RunningSonde.start();
    stack.defer(() => sonde.stop());
    tell(`settling, then ${windows} windows of ${windowMs / 1000} s`);
    await pass(settleMs);
    const idle: number[] = [];
    for (let window = 0; window < windows; window++) idle.push(await percentDuring(sonde, () => pass(windowMs)));
    const idleMebibytes = await mebibytesOf(sonde);
    const note = `the machine's load was ${loadavg()[0]?.toFixed(1)} at the end of the idle windows: what others do costs the agent too`;
    const server = stack.use(await loadedServer(folder));
    tell(`${loadSeconds} s of wrk with 64 connections, a request on each`);
    const wrk = ['-c', '1', 'wrk', '-t1', '-c64', `-d${loadSeconds}s`, '-H', 'Connection: close', `http://127.0.0.1:${server.port}/`];
    const loaded = await percentDuring(sonde, () => run('taskset', wrk));
    const loadedMebibytes = await mebibytesOf(sonde);
    const contest: Contest = {
      title: `the agent, idle (${windows} windows of ${windowMs / 1000} s) and under ${loadSeconds} s of new connections`,
      rounds: windows,
      figures,
      standings: [
        { contender: 'idle', figures: { percent: spread(idle), mebibytes: spread([idleMebibytes]) } },
        { contender: 'under load', figures: { percent: spread([loaded]), mebibytes: spread([loadedMebibytes]) } },
      ],
    };
    return { contests: [contest], verdicts: judge(Math.min(...idle), loadedMebibytes), notes: [note] };
  },
};

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function percentDuring(sonde: RunningSonde, work: () => Promise<unknown>): Promise<number> {
  const [startMs, before] = [performance.now(), await sonde.agentSeconds()];
  await work();
  return (((await sonde.agentSeconds()) - before) / ((performance.now() - startMs) / 1000)) * 100;
}

async function mebibytesOf(sonde: RunningSonde): Promise<number> {
  return (await sonde.agentPeakBytes()) / 1024 ** 2;
}

function spread(values: readonly number[]): Spread {
  return { best: Math.min(...values), worst: Math.max(...values) };
}

function judge(idlePercent: number, peakMebibytes: number): Verdict[] {
  return [
    { says: `${idlePercent.toFixed(2)} % of a core while idle, of ${goal.idlePercent} %`, holds: idlePercent <= goal.idlePercent },
    { says: `${peakMebibytes.toFixed(0)} MiB at most, also under load, of ${goal.peakMebibytes} MiB`, holds: peakMebibytes <= goal.peakMebibytes },
  ];
}
