import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fullMessage } from '../errors.ts';
import { systemPath } from '../host/command.ts';
import type { Log } from '../log.ts';
import { BackOff } from './back-off.ts';
import type { Child, Ending, Run } from './child.ts';
import { complaintIn } from './complaint.ts';
import { eachLine } from './lines.ts';

export type ChildState = 'starting' | 'ready' | 'pausing' | 'stopped';

export interface ChildReport {
  readonly name: string;
  readonly state: ChildState;
  readonly pid: number | undefined;
  /** Starts after the first. */
  readonly restarts: number;
  /** Why it is not ready, or why it ended the last time; empty while there is nothing to say. */
  readonly problem: string;
}

/** Whom a supervised child tells about its processes. */
export interface Watch {
  readonly log: Log;
  readonly started: (name: string, pid: number) => void;
  readonly ended: (name: string) => void;
}

interface Process {
  readonly handle: ChildProcess;
  readonly pid: number;
  readonly over: Promise<string>;
}

const killAfterMs = 10_000;
/** How long the output of an ended process is waited for: a descendant may hold it open. */
const lastLinesMs = 300;
const keptLines = 30;

/** Keeps one child running until it is stopped. */
export class SupervisedChild {
  readonly child: Child;
  readonly #watch: Watch;
  readonly #backOff = new BackOff();
  readonly #stopping = new AbortController();
  readonly #firstReady = Promise.withResolvers<void>();
  #loop: Promise<void> = Promise.resolve();
  #process: Process | undefined;
  #state: ChildState = 'starting';
  #readyAt = 0;
  #reloads = false;
  #restarts = 0;
  #waitsFor = '';
  #problem = '';
  #lines: string[] = [];

  constructor(child: Child, watch: Watch) {
    this.child = child;
    this.#watch = watch;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Resolves when it is ready for the first time. */
  get firstReady(): Promise<void> {
    return this.#firstReady.promise;
  }

  /** When it became ready the last time, in milliseconds since the epoch; 0 before. */
  get readyAt(): number {
    return this.#readyAt;
  }

  report(): ChildReport {
    const complaint = this.#waitsFor === '' ? undefined : complaintIn(this.#lines);
    const says = complaint === undefined ? '' : `it says ${JSON.stringify(complaint)}`;
    const problem = [this.#waitsFor, says, this.#problem].filter((text) => text !== '').join('; ');
    return { name: this.child.name, state: this.#state, pid: this.#process?.pid, restarts: this.#restarts, problem };
  }

  /** Has the process read its files again; one that starts is told once it is ready, because it may have read them already. */
  reload(): void {
    this.#reloads = this.#state !== 'ready';
    if (!this.#reloads) this.#process?.handle.kill('SIGHUP');
  }

  /** Whatever becomes of its process, no other follows. */
  startNoMore(): void {
    this.#stopping.abort();
  }

  /** Asks the process to end, and ends it when it does not; with `hard` at once. */
  async stop(hard = false): Promise<void> {
    this.startNoMore();
    const process = this.#process;
    if (process !== undefined) {
      process.handle.kill(hard ? 'SIGKILL' : 'SIGTERM');
      const timer = setTimeout(() => this.#killLate(process), killAfterMs);
      await process.over;
      clearTimeout(timer);
    }
    await this.#loop;
    this.#state = 'stopped';
  }

  #killLate(process: Process): void {
    this.#watch.log.say(`${this.child.name} does not end within ${killAfterMs / 1000} s, killing it`);
    killGroup(process.pid);
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const ending = await this.#once();
      if (this.#stopping.signal.aborted) return;
      const readyForMs = ending.wasReady ? Date.now() - this.#readyAt : 0;
      this.#state = 'pausing';
      const again = await this.#afterEnd(ending);
      if (again) this.#backOff.reset();
      const pauseMs = this.#backOff.pauseAfter(readyForMs);
      const complaint = complaintIn(ending.lines);
      const after = complaint === undefined ? '' : `, after ${JSON.stringify(complaint)}`;
      this.#watch.log.say(`${this.child.name} ${ending.how}${after}, starting again in ${pauseMs / 1000} s`);
      await delay(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
      this.#restarts += 1;
    }
  }

  async #afterEnd(ending: Ending): Promise<boolean> {
    this.#waitsFor = '';
    const telling = complaintIn(ending.lines) ?? ending.lines.at(-1);
    this.#problem = telling === undefined ? `it ${ending.how}` : `it ${ending.how}, after ${JSON.stringify(telling)}`;
    try {
      return (await this.child.afterEnd?.(ending)) ?? false;
    } catch (cause) {
      this.#watch.log.say(`${this.child.name}: ${fullMessage(cause)}`);
      return false;
    }
  }

  async #once(): Promise<Ending> {
    this.#state = 'starting';
    this.#waitsFor = '';
    this.#lines = [];
    const ended = new AbortController();
    try {
      const process = this.#spawn();
      this.#process = process;
      this.#watch.started(this.child.name, process.pid);
      void this.#becomeReady(process, ended.signal);
      return this.#ending(await process.over);
    } catch (cause) {
      return this.#ending(`could not be started (${fullMessage(cause)})`);
    } finally {
      ended.abort();
      this.#process = undefined;
      this.#watch.ended(this.child.name);
    }
  }

  #ending(how: string): Ending {
    return { how, wasReady: this.#state === 'ready', lines: this.#lines };
  }

  async #becomeReady({ handle, pid }: Process, signal: AbortSignal): Promise<void> {
    const run: Run = { pid, signal, ...channelOf(handle, signal), waitsFor: (text) => this.#waiting(text, signal) };
    run.message.catch(() => {});
    try {
      await this.child.ready(run);
      if (signal.aborted) return;
      this.#state = 'ready';
      this.#readyAt = Date.now();
      this.#waitsFor = '';
      this.#problem = '';
      if (this.#restarts > 0) this.#watch.log.say(`${this.child.name} is back`);
      this.#firstReady.resolve();
      if (this.#reloads) this.reload();
    } catch (cause) {
      if (!signal.aborted) this.#waiting(fullMessage(cause), signal);
    }
  }

  #waiting(text: string, signal: AbortSignal): void {
    if (!signal.aborted) this.#waitsFor = text;
  }

  #spawn(): Process {
    const [program = '', ...args] = this.child.command;
    const handle = spawn(program, args, {
      cwd: '/',
      // A process group of its own: a Ctrl-C reaches the supervisor alone, which ends its children in its own way.
      detached: true,
      env: { PATH: systemPath, HOME: '/nonexistent', LANG: 'C.UTF-8', NODE_ENV: 'production', ...this.child.env },
      stdio: ['pipe', 'pipe', 'pipe', ...(this.child.ipc ? ['ipc' as const] : [])],
    });
    const { output = (line: string) => this.#line(line) } = this.child;
    if (handle.stdout !== null) eachLine(handle.stdout, output);
    if (handle.stderr !== null) eachLine(handle.stderr, (line) => this.#line(line));
    const over = exitOf(handle);
    if (handle.pid === undefined) throw new Error(`${program} did not start`);
    // It may have ended before it read.
    handle.stdin?.on('error', () => {});
    handle.stdin?.end(this.child.input?.() ?? '');
    return { handle, pid: handle.pid, over };
  }

  #line(line: string): void {
    if (line === '') return;
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.shift();
    this.#watch.log.relay(this.child.name, line);
  }
}

/** Says how a process ended, once it has and its last lines are read. */
async function exitOf(handle: ChildProcess): Promise<string> {
  const exit = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<void>();
  handle.on('error', (cause) => exit.resolve(`could not be started (${cause.message})`));
  handle.once('exit', (code, signal) => {
    if (handle.pid !== undefined) killGroup(handle.pid);
    exit.resolve(signal === null ? `ended with ${code}` : `was ended by ${signal}`);
  });
  handle.once('close', () => closed.resolve());
  const how = await exit.promise;
  await Promise.race([closed.promise, delay(lastLinesMs)]);
  return how;
}

function channelOf(handle: ChildProcess, signal: AbortSignal): Pick<Run, 'message' | 'tell' | 'onMessage'> {
  return {
    message: firstMessage(handle, signal),
    // It may have ended meanwhile: then the next run is told.
    tell: (message) => void (handle.connected && handle.send(message, () => {})),
    onMessage: (take) => handle.on('message', take),
  };
}

function firstMessage(handle: ChildProcess, signal: AbortSignal): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  handle.once('message', resolve);
  signal.addEventListener('abort', () => reject(new Error('it ended before it was ready')), { once: true });
  return promise;
}

/** What a process started must not outlive it. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {}
}
