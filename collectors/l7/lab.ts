import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { l7SamplingFactor } from '#contract/l7-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { l7Requests } from '#contract/metrics.ts';
import { type Agent, startAgent } from '../agent/agent.ts';
import { fullMessage } from '../runtime/full-message.ts';
import { silenceLibrary } from '../runtime/libbpf.ts';
import type { NodeEvent } from '../ship/event-record.ts';

silenceLibrary();

export const builtObjects = new URL('../../.build/bpf', import.meta.url).pathname;

const deadlineMs = 60_000;

/** What was counted, more than zero times; the labels that matter are joined: `client A NOERROR`. */
export type Counts = Readonly<Record<string, number>>;

/** The agent, loaded into this process, and the programs that it watches. */
export class Lab implements AsyncDisposable {
  readonly #agent: Agent;
  readonly #sweepMs: number;
  readonly #stack = new AsyncDisposableStack();
  /** What the collectors are in trouble with, where that is allowed: the collector, then why. */
  readonly troubles: (readonly [collector: string, why: string])[] = [];

  /** What the collectors told. */
  readonly events: NodeEvent[] = [];

  constructor({ edges = 4096, requestsCpuPercent = 400, sweepMs = 5000, bpfObjects = builtObjects, mayBeInTrouble = false } = {}) {
    this.#sweepMs = sweepMs;
    this.#agent = startAgent({
      config: {
        node: 'lab',
        cluster: '',
        version: '0',
        listen: { host: '127.0.0.1', port: 0 },
        allowedHosts: [],
        bpfObjects,
        seriesBudget: 200_000,
        scrapeIntervalSeconds: 1,
        ingest: null,
        limits: { requestsCpuPercent, edges, processes: 1024, tuples: 8192, ringBytes: 262_144 },
      },
      onFailedConnect: () => {},
      onEvent: (event) => this.events.push(event),
      onTrouble: (collector, cause) => {
        this.troubles.push([collector, fullMessage(cause)]);
        if (!mayBeInTrouble) throw new Error(`the collector ${collector} is in trouble`, { cause });
      },
      sweepMs,
    });
    this.#stack.defer(() => this.#agent.stop());
  }

  /** What the agent says of its collectors. */
  report(): ReturnType<Agent['report']> {
    return this.#agent.report();
  }

  /** Python, in a network namespace if one is named. Answers its first line once it is there; it ends when its standard input does. */
  async python(code: string, { namespace = '', args = [] as readonly string[] } = {}): Promise<{ line: string; ended: Promise<unknown> }> {
    const inside = namespace === '' ? [] : ['ip', 'netns', 'exec', namespace];
    const [program = '', ...rest] = [...inside, '/usr/bin/python3', '-uc', code, ...args];
    const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#stack.defer(() => void child.kill('SIGKILL'));
    const ended = once(child, 'close');
    const lines = createInterface({ input: child.stdout });
    const first: unknown = await Promise.race([once(lines, 'line').then(([line]) => line), ended.then(() => undefined)]);
    if (typeof first !== 'string') throw new Error('python ended without a word');
    return { line: first, ended };
  }

  /** The samples of a metric that have this label (`server_port="53"`), by the values of `labels`. */
  counts(metric: Metric, label: string, labels: readonly string[]): Counts {
    const found: Record<string, number> = {};
    for (const line of this.#scrape().split('\n')) {
      if (!line.startsWith(`${metric.name}{`) || !line.includes(label)) continue;
      const key = labels.map((label) => new RegExp(`[{,]${label}="([^"]*)"`).exec(line)?.[1] ?? '').join(' ');
      const value = Number(line.slice(line.lastIndexOf(' ') + 1));
      if (value > 0) found[key] = (found[key] ?? 0) + value;
    }
    return found;
  }

  /** The requests at a server's port, by `END METHOD STATUS`. */
  requests(port: number): Counts {
    return this.counts(l7Requests, `server_port="${port}"`, ['observed', 'method', 'status']);
  }

  /** Of how many connections one is parsed; 0 before the first sweep. */
  samplingFactor(): number {
    return this.gauge(l7SamplingFactor) ?? 0;
  }

  /** The value of a metric without labels, once it has one. */
  gauge(metric: Metric): number | undefined {
    const line = this.#scrape()
      .split('\n')
      .find((line) => line.startsWith(`${metric.name} `));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
  }

  /** What a gauge is, zeros too, by the values of this label. */
  values(metric: Metric, label: string): Counts {
    const samples = this.#scrape().matchAll(new RegExp(`^${metric.name}\\{(?:[^}]*,)?${label}="([^"]*)"[^}]*\\} (\\S+)$`, 'gm'));
    return Object.fromEntries(Array.from(samples, ([, key = '', value]) => [key, Number(value)]));
  }

  /** Waits until the counts are what they should be; then they stay so. */
  async becomes(counts: () => Counts, expected: Counts): Promise<void> {
    const sorted = (of: Counts) => Object.entries(of).sort();
    const wanted = JSON.stringify(sorted(expected));
    for (const deadline = performance.now() + deadlineMs; JSON.stringify(sorted(counts())) !== wanted && performance.now() < deadline; ) await delay(250);
    assert.deepEqual(counts(), expected);
    await delay(250);
    assert.deepEqual(counts(), expected);
  }

  /** Waits until the counts are there and three sweeps have not changed them. */
  async settles(counts: () => Counts): Promise<Counts> {
    let last = '';
    let same = 0;
    for (const deadline = performance.now() + deadlineMs; same < 3; await delay(this.#sweepMs + 250)) {
      assert.ok(performance.now() < deadline, 'the counts do not settle');
      const now = JSON.stringify(counts());
      same = now === last && now !== '{}' ? same + 1 : 0;
      last = now;
    }
    return counts();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }

  #scrape(): string {
    const scrape = this.#agent.series.scrape();
    const chunk = Buffer.alloc(1 << 20);
    let text = '';
    for (let length = scrape.fill(chunk); length > 0; length = scrape.fill(chunk)) text += chunk.toString('utf8', 0, length);
    scrape.close();
    return text;
  }
}
