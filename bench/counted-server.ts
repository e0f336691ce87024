import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Verdict } from './bench.ts';
import type { RunningSonde } from './running-sonde.ts';

const usPerTick = 10_000;
/** Until it answers, and until the agent has swept what was counted last. */
const withinMs = 20_000;
const pollMs = 100;

export interface ServerUnderLoad {
  readonly name: string;
  /** What it answers: `requests`. */
  readonly what: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** How many it has answered, as it says itself. */
  answered(): Promise<number>;
  /** The process that answers. */
  workerOf(pid: number): Promise<number>;
  /** Asks as fast as it can; for how many seconds. */
  load(): Promise<number>;
  /** How many Sonde has counted, which was started for the load. */
  counted(sonde: RunningSonde): Promise<number>;
}

/** A real server that is loaded with Sonde and without: what it says that it has answered is what Sonde has to count. */
export interface CountedServer extends AsyncDisposable {
  /** One load; with Sonde it also compares what was counted. */
  round(sonde: RunningSonde | undefined): Promise<{ serverUs: number; perSecond: number; agentUs?: number; agentMegabytes?: number }>;
  /** Whether everything of every load was counted. */
  account(): Verdict;
}

export async function countedServer({ name, what, command, answered, workerOf, load, counted }: ServerUnderLoad): Promise<CountedServer> {
  await using stack = new AsyncDisposableStack();
  const { pid, stop } = await started(command);
  stack.defer(stop);
  if (!(await holds(async () => Number.isFinite(await answered().catch(() => Number.NaN))))) throw new Error(`${name} does not answer within ${withinMs} ms`);
  const worker = await workerOf(pid);
  const running = stack.move();
  const sum = { answered: 0, counted: 0 };
  return {
    async round(sonde) {
      const [before, cpuBefore, agentBefore] = [await answered(), await cpuUs(worker), await sonde?.agentSeconds()];
      const seconds = await load();
      const [after, cpuAfter] = [await answered(), await cpuUs(worker)];
      const asked = after - before;
      const figures = { serverUs: (cpuAfter - cpuBefore) / asked, perSecond: asked / seconds };
      if (sonde === undefined || agentBefore === undefined) return figures;
      let found = 0;
      await holds(async () => {
        found = await counted(sonde);
        return found === asked;
      });
      sum.answered += asked;
      sum.counted += found;
      const agentUs = (((await sonde.agentSeconds()) - agentBefore) * 1e6) / asked;
      return { ...figures, agentUs, agentMegabytes: (await sonde.agentPeakBytes()) / 1e6 };
    },
    account: () => ({
      says: `${sum.counted} ${what} counted at the server, of ${sum.answered} that ${name} counted`,
      holds: sum.counted === sum.answered && sum.answered > 0,
    }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function started([program, ...args]: ServerUnderLoad['command']): Promise<{ pid: number; stop: () => Promise<void> }> {
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await once(child, 'spawn');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid ?? 0, stop };
}

/** Whether it becomes true in time. */
async function holds(isTrue: () => Promise<boolean>): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  while (performance.now() < endMs) {
    if (await isTrue()) return true;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return false;
}

async function cpuUs(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * usPerTick;
}
