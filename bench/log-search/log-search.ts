import { setTimeout as delay } from 'node:timers/promises';
import { logBatchPath } from '#contract/log-batch.ts';
import { Pair, type PairOptions } from '../../e2e/logs/pair.ts';
import { runningElasticsearch } from '../../engines/running.ts';
import type { Bench, BenchResult, Verdict } from '../bench.ts';
import { cpuMs } from '../contender-process.ts';
import { bestOf, contest } from '../contest.ts';
import { asked, type Within } from './asked.ts';
import { madeBatches } from './made-batches.ts';

const usualLines = 10_000_000;
const dayMs = 86_400_000;
const rounds = 5;
const shownWithinMs = 10_000;
const goal = { linesPerSecond: 60_000 };
/** Waits as long as it is told to where the server has enough to do. */
const tooMany = 429;
/** So many on their way: the server is never idle. */
const atOnce = 3;

interface Kept {
  readonly pair: PairOptions;
  readonly within: Within;
  /** On a machine that takes longer, the questions are asked of the lines that are stored by then. */
  readonly storingMs: number;
}

export const logSearch: Bench = {
  goals: ['SEARCH'],
  title: 'lines into the store, and what is asked of them',
  run: (tell, numbers) => searched({ pair: {}, within: { page: 100, rolled: 50, text: 5000 }, storingMs: 360_000 }, tell, numbers),
};

export const clusterSearch: Bench = {
  goals: ['CLUSTER-SEARCH'],
  title: 'lines into Elasticsearch, and what is asked of them',
  async run(tell, numbers) {
    await using engine = await runningElasticsearch();
    const { address, user: username, password } = engine;
    const elasticsearch = { url: `http://${address}`, username, password, prefix: 'bench', shards: 1, replicas: 0 };
    return await searched({ pair: { elasticsearch }, within: { page: 300, rolled: 300, text: 300 }, storingMs: 1_200_000 }, tell, numbers);
  },
};

async function searched(kept: Kept, tell: (text: string) => void, [lines = usualLines]: readonly number[]): Promise<BenchResult> {
  await using pair = await Pair.start({ keptBytes: 64 * 1024 ** 3, ...kept.pair });
  const window = { fromMs: Date.now() - dayMs, toMs: Date.now() };
  tell(`storing ${lines} lines of a day`);
  const { stored, verdict } = await store(pair, { ...window, lines, storingMs: kept.storingMs }, tell);
  const verdicts: Verdict[] = [verdict];
  const contests = [];
  for (const question of asked(pair, { ...window, lines: stored }, kept.within)) {
    tell(question.title);
    const measured = await contest({
      title: `${question.title}, of ${stored} lines`,
      figures: question.figures,
      rounds,
      warmUps: 1,
      contenders: [{ name: 'sonde', measure: () => question.ask() }],
    });
    contests.push(measured);
    const ms = bestOf(measured, question.judged);
    verdicts.push({ says: `${question.title}: ${ms.toFixed(0)} ms of ${question.withinMs}`, holds: ms <= question.withinMs });
  }
  return { contests, verdicts, notes: [] };
}

/** By the server's own CPU time, all of its threads. */
async function store(
  pair: Pair,
  { lines, storingMs, ...window }: { readonly fromMs: number; readonly toMs: number; readonly lines: number; readonly storingMs: number },
  tell: (text: string) => void,
): Promise<{ readonly stored: number; readonly verdict: Verdict }> {
  const beforeMs = cpuMs(pair.server.pid) ?? 0;
  const startMs = performance.now();
  const batches = madeBatches(lines, window);
  let done = 0;
  let bytes = 0;
  const send = async () => {
    for (const batch of batches) {
      await post(pair, batch);
      done += batch.lines;
      bytes += batch.messageBytes;
      if (performance.now() > startMs + storingMs) break;
      if (Math.floor(done / 1e6) > Math.floor((done - batch.lines) / 1e6)) tell(`${Math.round(done / 1e6)} M`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  const seconds = { cpu: ((cpuMs(pair.server.pid) ?? 0) - beforeMs) / 1000, wall: (performance.now() - startMs) / 1000 };
  const total = await found(pair, done);
  const perSecond = done / seconds.cpu;
  const says = `${total} of ${lines} lines of ${Math.round(bytes / done)} bytes are stored, ${Math.round(perSecond)} for a second of CPU of ${goal.linesPerSecond}, in ${seconds.wall.toFixed(0)} s`;
  return { stored: done, verdict: { says, holds: total === lines && perSecond >= goal.linesPerSecond } };
}

async function post(
  pair: Pair,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array<ArrayBuffer> },
): Promise<void> {
  for (;;) {
    const { status } = await fetch(pair.url + logBatchPath, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${pair.recordsIngest.token}` },
      body,
    });
    if (status === 200) return;
    if (status !== tooMany) throw new Error(`the server answers ${status} to a batch`);
    await delay(50);
  }
}

/** How many are there; Elasticsearch shows what it has within a second or two. */
async function found(pair: Pair, lines: number): Promise<number> {
  for (const untilMs = performance.now() + shownWithinMs; ; await delay(200)) {
    const { total } = await pair.histogram({ from: '0', buckets: '1' });
    if (total >= lines || performance.now() > untilMs) return total;
  }
}
