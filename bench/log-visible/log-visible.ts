import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import { Child } from '../../e2e/logs/child.ts';
import { Pair } from '../../e2e/logs/pair.ts';
import { configFor } from '../../engines/cluster-config.ts';
import { runningElasticsearch, runningKafka } from '../../engines/running.ts';
import type { Bench, BenchResult, Contest, Figure } from '../bench.ts';
import { peakMebibytes } from '../peak-memory.ts';

const linesPerSecond = 20_000;
const writeEveryMs = 10;
/** Of these, so many are looked for: one with each write of so many. */
const writesToStamp = 5;
const warmUpMs = 5000;
const measuredMs = 40_000;
/** What is not there by then is not counted as late but as missing. */
const lastMs = 5000;
const goal = { p99Ms: 1000 };
const webRoot = join(import.meta.dirname, '../../.build/web');

const figures: readonly Figure[] = [
  { key: 'medianMs', name: 'median', unit: 'ms', better: 'less' },
  { key: 'p99Ms', name: 'p99', unit: 'ms', better: 'less' },
  { key: 'mostMs', name: 'latest', unit: 'ms', better: 'less' },
];

export const logVisible: Bench = {
  goals: ['VISIBLE'],
  title: `from the write of a line to its place on the page, at ${linesPerSecond} lines a second`,
  async run(tell) {
    await using pair = await Pair.start({ webRoot });
    return await seen(pair, tell, {});
  },
};

export const clusterVisible: Bench = {
  goals: ['CLUSTER-VISIBLE'],
  title: `the same through Kafka and Elasticsearch: from the write of a line to its place on the page, at ${linesPerSecond} lines a second`,
  async run(tell) {
    await using kafka = await runningKafka();
    await using elasticsearch = await runningElasticsearch();
    const config = configFor(kafka, elasticsearch);
    await using pair = await Pair.start({ ...config, webRoot });
    const indexer = new Child('server/indexer/main.ts', config);
    await using _ended = { [Symbol.asyncDispose]: () => indexer.end('SIGKILL') };
    await indexer.start();
    return await seen(pair, tell, { indexer: indexer.pid, Kafka: await kafka.pid(), Elasticsearch: await elasticsearch.pid() });
  },
};

/** `others`: who takes part beside reader and server, by their process ids. */
async function seen(pair: Pair, tell: (text: string) => void, others: Readonly<Record<string, number>>): Promise<BenchResult> {
  await using browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--disable-gpu', '--disable-background-networking'] });
  const page = await watching(browser, pair);
  const writing = new StampedLines(join(pair.logs, 'busy.log'));
  tell(`${(warmUpMs + measuredMs) / 1000} s of ${linesPerSecond} lines a second`);
  await delay(warmUpMs);
  const firstStamp = writing.stamps;
  await delay(measuredMs);
  const [stamps, written] = [writing.stop(), writing.lines];
  await delay(lastMs);
  const shown = new Map(await page.evaluate<[number, number][]>('[...seen]'));
  const late = Array.from({ length: stamps - firstStamp }, (_, at) => shown.get(firstStamp + at));
  const times = late.filter((ms) => ms !== undefined).sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  const measured = { medianMs: at(0.5), p99Ms: at(0.99), mostMs: at(1) };
  const spreads = Object.entries(measured).map(([key, ms]) => [key, { best: ms, worst: ms }] as const);
  const contest: Contest = {
    title: `${times.length} stamped lines of ${written}, each ${writesToStamp * writeEveryMs} ms one, on a page that shows them as they come`,
    rounds: 1,
    figures,
    standings: [{ contender: 'sonde', figures: Object.fromEntries(spreads) }],
  };
  const says = `p99 ${measured.p99Ms.toFixed(0)} ms of ${goal.p99Ms}; ${late.length - times.length} of ${late.length} stamped lines did not come`;
  const memory = Object.entries({ reader: pair.reader.pid, server: pair.server.pid, ...others });
  return {
    contests: [contest],
    verdicts: [{ says, holds: measured.p99Ms <= goal.p99Ms && times.length === late.length }],
    notes: [`most memory: ${memory.map(([name, pid]) => `${name} ${Math.round(peakMebibytes(pid))} MiB`).join(', ')}`],
  };
}

/** Notes for each stamped line how long after its write the frame was that shows it. */
async function watching(browser: Browser, pair: Pair): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => {
    const seen = new Map<number, number>();
    Object.assign(globalThis, { seen });
    const look = () => {
      const now = Date.now();
      for (const [, number, writtenMs] of (document.body.textContent ?? '').matchAll(/stamp (\d+) of (\d+) ms/g)) {
        if (!seen.has(Number(number))) seen.set(Number(number), now - Number(writtenMs));
      }
    };
    new MutationObserver(() => requestAnimationFrame(look)).observe(document, { childList: true, subtree: true, characterData: true });
  });
  await page.goto(`${pair.url}/?token=${encodeURIComponent(pair.token)}`);
  await page.goto(`${pair.url}/logs?query=stamp`);
  await page.getByRole('combobox', { name: 'Search the lines' }).waitFor();
  return page;
}

/** Writes lines to a file, as evenly as timers allow. */
class StampedLines {
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;
  readonly #startMs = Date.now();
  #writes = 0;
  lines = 0;
  stamps = 0;

  constructor(path: string) {
    this.#path = path;
    this.#timer = setInterval(() => this.#write(), writeEveryMs);
  }

  /** Answers how many stamps were written. */
  stop(): number {
    clearInterval(this.#timer);
    return this.stamps;
  }

  #write(): void {
    const due = Math.floor(((Date.now() - this.#startMs) / 1000) * linesPerSecond);
    const time = new Date().toISOString();
    let text = '';
    for (; this.lines < due; this.lines += 1) {
      text += `${time} INFO checkout: order ${this.lines} of customer ${this.lines % 10_007} placed in ${this.lines % 300} ms, 3 items\n`;
    }
    this.#writes += 1;
    if (this.#writes % writesToStamp === 0) {
      text += `${time} INFO stamp ${this.stamps} of ${Date.now()} ms\n`;
      this.stamps += 1;
    }
    appendFileSync(this.#path, text);
  }
}
