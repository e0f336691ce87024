import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Contest, Figure, Verdict } from '../bench.ts';
import { ContenderProcess } from '../contender-process.ts';
import { contest } from '../contest.ts';
import { RunningSonde } from '../running-sonde.ts';
import { collectorsBill } from './collectors-bill.ts';
import { loadedServer } from './loaded-server.ts';

const run = promisify(execFile);
const rounds = 5;
const exchange: readonly Figure[] = [{ key: 'exchangeNs', name: 'one exchange, both ends', unit: 'ns', better: 'less' }];
const load: readonly Figure[] = [
  { key: 'workerUs', name: 'CPU of the server for a request', unit: 'µs', better: 'less' },
  { key: 'perSecond', name: 'requests', unit: '/s', better: 'more' },
  { key: 'agentUs', name: 'CPU of the agent for a request', unit: 'µs', better: 'less' },
];

/** Of BUDGETS G1 and G2. The rate is one at which every request has to be counted. */
const goal = { addedNs: 1600, agentUs: 2, perSecond: 100_000 };

export const httpExchange: Bench = {
  goals: ['G1', 'G2'],
  title: 'what it costs to count HTTP requests: in the kernel (G1) and in the agent (G2)',
  async run(tell) {
    if (process.getuid?.() !== 0) return { contests: [], verdicts: [], notes: ['not measured: it loads BPF programs, which needs root'] };
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    tell('compiling the ping-pong');
    await run('clang', ['-O2', '-Wall', '-Werror', join(import.meta.dirname, 'ping-pong.c'), '-o', join(folder, 'ping-pong')]);
    const pingPong = stack.use(await ContenderProcess.binary('ping-pong', 'taskset', ['-c', '0', join(folder, 'ping-pong')]));
    tell(`${rounds} rounds of ping-pong`);
    const priced = await withAndWithout('one connection, both ends on one core', exchange, () => pingPong.ask('go'));
    const server = stack.use(await loadedServer(folder));
    tell(`${rounds} rounds of nginx under wrk`);
    const loaded = await withAndWithout('nginx under wrk, 32 connections', load, (sonde) => server.round(sonde));
    tell('a longer load of each, for the bill of each collector');
    const bill = await collectorsBill([
      { name: 'ping-pong', port: pingPong.hello.port ?? 0, run: () => pingPong.ask('go') },
      { name: 'nginx', port: server.port, run: server.load },
    ]);
    return { contests: [priced, loaded, bill], verdicts: [...judge(priced, loaded), server.account()], notes: slowMachine(loaded) };
  },
};

type Measure = (sonde: RunningSonde | undefined) => Promise<Readonly<Record<string, number>>>;

/** Ours first: the same with Sonde started for it, and without. */
function withAndWithout(title: string, figures: readonly Figure[], measure: Measure): Promise<Contest> {
  const contenders = [
    {
      name: 'with Sonde',
      async measure() {
        const sonde = await RunningSonde.start();
        try {
          return await measure(sonde);
        } finally {
          await sonde.stop();
        }
      },
    },
    { name: 'without', measure: () => measure(undefined) },
  ];
  return contest({ title, figures, rounds, warmUps: 1, contenders });
}

const best = (of: Contest, contender: number, key: string): number => of.standings[contender]?.figures[key]?.best ?? Number.NaN;
const inThousands = (perSecond: number): string => `${Math.floor(perSecond / 1000)},000`;

/** Where nginx does not come to the rate by itself, nothing can be told of it. */
function slowMachine(loaded: Contest): string[] {
  const without = best(loaded, 1, 'perSecond');
  return without < goal.perSecond ? [`this machine makes ${inThousands(without)} requests a second without Sonde, so that the rate is not judged`] : [];
}

function rateReached(loaded: Contest): Verdict[] {
  if (slowMachine(loaded).length > 0) return [];
  const perSecond = best(loaded, 0, 'perSecond');
  return [
    { says: `nginx answers ${inThousands(perSecond)} requests a second with Sonde, of ${inThousands(goal.perSecond)}`, holds: perSecond >= goal.perSecond },
  ];
}

function judge(priced: Contest, loaded: Contest): Verdict[] {
  const addedNs = best(priced, 0, 'exchangeNs') - best(priced, 1, 'exchangeNs');
  const agentUs = best(loaded, 0, 'agentUs');
  return [
    { says: `${addedNs.toFixed(0)} ns added to an exchange, both ends, of ${goal.addedNs} ns`, holds: addedNs <= goal.addedNs },
    ...rateReached(loaded),
    { says: `${agentUs.toFixed(2)} µs of the agent's CPU for a request, of ${goal.agentUs} µs`, holds: agentUs <= goal.agentUs },
  ];
}
