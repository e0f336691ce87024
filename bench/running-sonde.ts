import { readdir, readFile } from 'node:fs/promises';
import { type Sonde, startSonde } from '../e2e/whole/sonde.ts';
import { peakMebibytes } from './peak-memory.ts';

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

/** Sonde as its users start it, with data and ports of its own, and what its agent takes and tells. */
export class RunningSonde {
  readonly #sonde: Sonde;

  private constructor(sonde: Sonde) {
    this.#sonde = sonde;
  }

  static async start(): Promise<RunningSonde> {
    return new RunningSonde(await startSonde());
  }

  /** What the agent exports now. */
  async samples(): Promise<Sample[]> {
    const text = await this.#sonde.metrics();
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
      if (fields !== undefined && Number(fields[1]) === this.#sonde.up.pid) return [pid, ...fields];
    }
    throw new Error('the agent does not run');
  }

  async stop(): Promise<void> {
    await this.#sonde[Symbol.asyncDispose]();
  }
}
