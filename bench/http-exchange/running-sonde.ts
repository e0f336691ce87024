import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const sonde = join(import.meta.dirname, '../../sonde');
const ports = { console: 18_400, agent: 18_401, prometheus: 18_402 };
const readyWithinMs = 120_000;
const ticksPerSecond = 100;

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
    const settings = ['--port', `${ports.console}`, '--agent.port', `${ports.agent}`, '--prometheus.port', `${ports.prometheus}`];
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

  /** The sum of the samples of a metric whose labels hold all of these. */
  async sum(metric: string, labels: readonly string[]): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${ports.agent}/metrics`)).text();
    const samples = text.split('\n').filter((line) => line.startsWith(`${metric}{`) && labels.every((label) => line.includes(label)));
    return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  /** CPU seconds of the agent so far. */
  async agentSeconds(): Promise<number> {
    for (const pid of await readdir('/proc')) {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const fields = /^\d+ \(sonde-agent\) (.*)$/s.exec(stat)?.[1]?.split(' ');
      if (fields !== undefined && Number(fields[1]) === this.#child.pid) return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
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
