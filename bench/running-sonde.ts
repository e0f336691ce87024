import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakMebibytes } from './peak-memory.ts';

const sonde = join(import.meta.dirname, '../sonde');
const ports = { console: 18_400, agent: 18_401, prometheus: 18_402, logs: 18_404 };
const readyWithinMs = 120_000;
const ticksPerSecond = 100;

export interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

export function sumOf(samples: readonly Sample[], metric: string, labels: readonly string[]): number {
  const picked = samples.filter(({ name, labels: own }) => name === metric && labels.every((label) => own.includes(label)));
  return picked.reduce((sum, { value }) => sum + value, 0);
}

/** Sonde as its users start it, with data and ports of its own. */
export class RunningSonde {
  readonly #child: ChildProcess;
  readonly #data: string;

  private constructor(child: ChildProcess, data: string) {
    this.#child = child;
    this.#data = data;
  }

  static async start(): Promise<RunningSonde> {
    const data = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
    const settings = [
      '--port',
      `${ports.console}`,
      '--agent.port',
      `${ports.agent}`,
      '--prometheus.port',
      `${ports.prometheus}`,
      '--logs.port',
      `${ports.logs}`,
    ];
    const child = spawn(sonde, ['up', '--data', join(data, 'sonde'), ...settings], { stdio: ['ignore', 'pipe', 'ignore'] });
    const running = new RunningSonde(child, data);
    const late = setTimeout(() => child.kill('SIGTERM'), readyWithinMs);
    let said = '';
    for await (const text of child.stdout ?? []) {
      said += String(text);
      if (said.includes('Sonde is ready')) break;
    }
    clearTimeout(late);
    if (!said.includes('Sonde is ready')) {
      await running.stop();
      throw new Error(`Sonde did not start: ${said}`);
    }
    return running;
  }

  /** What the agent exports now. */
  async samples(): Promise<Sample[]> {
    const text = await (await fetch(`http://127.0.0.1:${ports.agent}/metrics`)).text();
    return text.split('\n').flatMap((line) => {
      const [, name = '', labels = '', value] = /^([a-z]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return value === undefined ? [] : [{ name, labels, value: Number(value) }];
    });
  }

  /** The sum of the samples of a metric whose labels hold all of these. */
  async sum(metric: string, labels: readonly string[]): Promise<number> {
    return sumOf(await this.samples(), metric, labels);
  }

  /** CPU seconds of the agent so far, with those of what it started and has ended. */
  async agentSeconds(): Promise<number> {
    const fields = await this.#agentStat();
    return fields.slice(12, 16).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
  }

  /** The most that the agent has held in memory so far. */
  async agentPeakBytes(): Promise<number> {
    const [pid] = await this.#agentStat();
    return peakMebibytes(Number(pid)) * 1024 ** 2;
  }

  /** Its pid, then what /proc says behind the name, from the state on. */
  async #agentStat(): Promise<string[]> {
    for (const pid of await readdir('/proc')) {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const fields = /^\d+ \(sonde-agent\) (.*)$/s.exec(stat)?.[1]?.split(' ');
      if (fields !== undefined && Number(fields[1]) === this.#child.pid) return [pid, ...fields];
    }
    throw new Error('the agent does not run');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM');
      await once(this.#child, 'exit');
    }
    await rm(this.#data, { recursive: true, force: true });
  }
}
