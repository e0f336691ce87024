import { execFile } from 'node:child_process';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cgroupMount } from '../cgroup-mount.ts';
import { ContenderProcess, numbers } from '../contender-process.ts';

const run = promisify(execFile);
const withinMs = 300_000;
const mostThreads = 16;
const name = `sonde-bench-${process.pid}`;

export interface Truth {
  readonly sent: number;
  readonly seconds: number;
  /** `10.0.3.0/24 1024`, the most frequent first. */
  readonly most: readonly string[];
}

/** A network that swallows what is sent to 10.0.0.0/8, and a program in it, in a cgroup of its own, that sends to so many tuples. */
export class OfferedTuples implements AsyncDisposable {
  readonly cgroup: string;
  readonly #stack: AsyncDisposableStack;
  readonly #sender: ContenderProcess;
  readonly #truth: string;

  private constructor(stack: AsyncDisposableStack, cgroup: string, sender: ContenderProcess, truth: string) {
    this.#stack = stack;
    this.cgroup = cgroup;
    this.#sender = sender;
    this.#truth = truth;
  }

  static async open(folder: string, tuples: number): Promise<OfferedTuples> {
    await using stack = new AsyncDisposableStack();
    const cgroup = join(await cgroupMount(), name);
    await mkdir(cgroup);
    stack.defer(() => rmdir(cgroup));
    await run('ip', ['netns', 'add', name]);
    stack.defer(async () => void (await run('ip', ['netns', 'del', name])));
    await addSink();
    const cores = availableParallelism();
    const threads = Math.min(mostThreads, Math.max(1, cores - 1));
    const truth = join(folder, 'truth');
    const inside = ['netns', 'exec', name, 'taskset', '-c', `0-${threads - 1}`];
    const sender = stack.use(
      await ContenderProcess.binary('zipf-sender', 'ip', [...inside, join(folder, 'zipf-sender'), String(tuples), String(threads), truth]),
    );
    await writeFile(join(cgroup, 'cgroup.procs'), String(sender.hello.pid));
    return new OfferedTuples(stack.move(), cgroup, sender, truth);
  }

  /** To each once, and between these three times as many draws. */
  async send(): Promise<Truth> {
    const told = numbers(await this.#sender.ask('go', withinMs));
    const most = (await countedTuples(this.#truth)).sort((a, b) => b.count - a.count).map(({ tuple }) => tuple);
    return { sent: told('sent'), seconds: told('seconds'), most };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** Lines of `ADDRESS PORT`, or `ADDRESS PORT COUNT`. */
export async function countedTuples(path: string): Promise<{ tuple: string; count: number }[]> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [address = 0, port = 0, count = 0] = line.split(' ').map(Number);
    return { tuple: `10.${(address >>> 16) & 255}.${(address >>> 8) & 255}.0/24 ${port}`, count };
  });
}

/** A device that drops silently. One gateway for all, so that the kernel does not keep a neighbour for each address. */
async function addSink(): Promise<void> {
  const ip = (...args: string[]) => run('ip', ['-n', name, ...args]);
  await ip('link', 'add', 'sink', 'numtxqueues', String(availableParallelism()), 'type', 'dummy').catch(() =>
    ip('link', 'add', 'sink', 'numtxqueues', String(availableParallelism()), 'type', 'ifb'),
  );
  await ip('address', 'add', '192.0.2.1/24', 'dev', 'sink');
  await ip('link', 'set', 'sink', 'up');
  await ip('route', 'add', '10.0.0.0/8', 'via', '192.0.2.2', 'dev', 'sink');
  await run('ip', ['netns', 'exec', name, 'tc', 'qdisc', 'replace', 'dev', 'sink', 'root', 'noqueue']);
}
