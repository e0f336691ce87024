import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { ask } from '../../e2e/boards/prometheus.ts';
import { filledIn, type Query, uniqueQueries, writtenBoards } from '../../e2e/boards/queries.ts';
import { freePort } from '../../engines/free-port.ts';
import type { Bench, BenchResult } from '../bench.ts';
import { MadeHost } from './made-host.ts';

const edges = 1000;
/** As a cluster's scrapes of 15 s would be over half an hour: as many samples, as many steps. */
const scrapeSeconds = 2;
const steps = 120;
const spanSeconds = scrapeSeconds * steps;
const rounds = 3;
const goalMs = 500;
const worstTold = 12;

class Prometheus implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  static async start(target: string): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
    const port = await freePort();
    const job = { job_name: 'sonde-agent', static_configs: [{ targets: [target], labels: { cluster: 'made', node: 'host' } }] };
    const interval = `${scrapeSeconds}s`;
    await writeFile(join(folder, 'prometheus.yml'), stringify({ global: { scrape_interval: interval, scrape_timeout: interval }, scrape_configs: [job] }));
    const flags = [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ];
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'prometheus', ...flags], { stdio: ['ignore', 'inherit', 'inherit'] });
    return new Prometheus(`http://127.0.0.1:${port}`, child, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#child.exitCode === null && this.#child.signalCode === null ? once(this.#child, 'exit') : undefined;
    this.#child.kill('SIGTERM');
    await ended;
    await rm(this.#folder, { recursive: true });
  }
}

interface Took {
  readonly where: string;
  readonly ms: number;
  readonly series: number;
}

/** The median of its rounds. */
async function timed(prometheus: string, { expr, where, instant }: Query): Promise<Took> {
  const query = filledIn(expr, { scrapeSeconds, rangeSeconds: spanSeconds });
  const took: number[] = [];
  const span = instant ? 0 : spanSeconds;
  let series = 0;
  for (let round = 0; round < rounds; round++) {
    const beganMs = performance.now();
    const found = await ask(prometheus, query, { endSeconds: Math.floor(Date.now() / 1000), spanSeconds: span, stepSeconds: scrapeSeconds });
    took.push(performance.now() - beganMs);
    series = found.length;
  }
  return { where, ms: took.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN, series };
}

function resultOf(all: readonly Took[], samples: string): BenchResult {
  const worst = [...all].sort((a, b) => b.ms - a.ms);
  const median = worst[Math.floor(worst.length / 2)]?.ms ?? Number.NaN;
  const most = worst[0]?.ms ?? Number.NaN;
  return {
    contests: [],
    verdicts: [
      {
        says: `${all.length} queries of boards over ${samples}: median ${median.toFixed(0)} ms, dearest ${most.toFixed(0)} ms of ${goalMs}`,
        holds: most <= goalMs,
      },
    ],
    notes: [
      ...worst.slice(0, worstTold).map(({ where, ms, series }) => `${ms.toFixed(0)} ms, ${series} series: ${where}`),
      `${all.filter(({ series }) => series === 0).length} of them have nothing in this made-up world: what only a server, Kafka or Alertmanager has`,
    ],
  };
}

export const boardQueries: Bench = {
  goals: ['BOARDS'],
  title: `what the queries of all boards cost at ${edges} edges`,
  async run(tell) {
    await using host = await MadeHost.start(edges);
    await using prometheus = await Prometheus.start(host.address);
    tell(`${spanSeconds} s of ${host.series} series`);
    await delay((spanSeconds + 2 * scrapeSeconds) * 1000);
    tell('each query three times');
    const all: Took[] = [];
    for (const query of uniqueQueries(writtenBoards())) all.push(await timed(prometheus.url, query));
    return resultOf(all, `${steps} steps of ${host.series} series`);
  },
};
