import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Reply = Type.Record(Type.String(), Type.Number());
const answerWithinMs = 120_000;
const probe = new URL('./loop-probe.ts', import.meta.url).pathname;

/** A program under measurement: it answers each line on its standard input with a line of JSON numbers, and begins with one. */
export class ContenderProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #lines: AsyncIterator<string>;
  hello: Readonly<Record<string, number>> = {};

  private constructor(name: string, child: ChildProcess, input: Writable, output: Readable) {
    this.name = name;
    this.#child = child;
    this.#input = input;
    this.#lines = createInterface(output)[Symbol.asyncIterator]();
  }

  /** A TypeScript program in this Node, with the probe for its event loop. */
  static node(name: string, program: string, args: readonly string[]): Promise<ContenderProcess> {
    return ContenderProcess.#start(name, [process.execPath, '--import', probe, program, ...args], true);
  }

  static binary(name: string, program: string, args: readonly string[]): Promise<ContenderProcess> {
    return ContenderProcess.#start(name, [program, ...args], false);
  }

  /** All on the same core, the last; the rest of the machine does the asking. */
  static async #start(name: string, command: readonly string[], hasProbe: boolean): Promise<ContenderProcess> {
    const child = spawn('taskset', ['-c', String(availableParallelism() - 1), ...command], {
      stdio: ['pipe', 'pipe', 'inherit', ...(hasProbe ? (['ipc'] as const) : [])],
    });
    await once(child, 'spawn');
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error(`starting ${name}: it has no pipes`);
    const contender = new ContenderProcess(name, child, stdin, stdout);
    contender.hello = await contender.#answer('its start');
    return contender;
  }

  /** What it answers to a line, with the CPU time that it took, and how long its event loop was blocked where it has one. */
  async measure(line: string): Promise<Readonly<Record<string, number>>> {
    await this.#probe('start');
    const before = cpuMs(this.#pid);
    const reply = await this.ask(line);
    const after = cpuMs(this.#pid);
    const spent = before === undefined || after === undefined ? {} : { cpuMs: after - before };
    return { ...reply, ...spent, ...(await this.#probe('stop')) };
  }

  async ask(line: string, withinMs = answerWithinMs): Promise<Readonly<Record<string, number>>> {
    this.#input.write(`${line}\n`);
    return this.#answer(line, withinMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  get #pid(): number {
    return this.#child.pid ?? 0;
  }

  async #answer(asked: string, withinMs = answerWithinMs): Promise<Readonly<Record<string, number>>> {
    const late = setTimeout(() => this.#child.kill('SIGKILL'), withinMs);
    const { value, done } = await this.#lines.next();
    clearTimeout(late);
    if (done === true) throw new Error(`${this.name} ended before it answered to ${asked}`);
    return Value.Decode(Reply, JSON.parse(value));
  }

  async #probe(message: 'start' | 'stop'): Promise<Readonly<Record<string, number>>> {
    if (!this.#child.connected) return {};
    const answered = once(this.#child, 'message');
    this.#child.send(message);
    const [reply] = await answered;
    return message === 'stop' ? Value.Decode(Reply, reply) : {};
  }
}

/** The numbers of an answer, each of which has to be there. */
export function numbers(reply: Readonly<Record<string, number>>): (key: string) => number {
  return (key) => {
    const value = reply[key];
    if (value === undefined) throw new Error(`there is no "${key}" in the answer ${JSON.stringify(reply)}`);
    return value;
  };
}

/** CPU time of the threads that there are, to the nanosecond: what ended ones took is left out. Unknown where the kernel keeps no scheduler statistics. */
export function cpuMs(pid: number): number | undefined {
  const tasks = `/proc/${pid}/task`;
  try {
    const times = readdirSync(tasks).map((task) => Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]));
    return times.reduce((sum, ns) => sum + ns, 0) / 1e6;
  } catch {
    return undefined;
  }
}
