import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaConfig } from '#contract/children.ts';
import { logBatchHeaders, logBatchPath } from '#contract/log-batch.ts';
import { toKafka } from '../../collectors/logs/to-kafka.ts';
import { Child } from '../../e2e/logs/child.ts';
import { Pair } from '../../e2e/logs/pair.ts';
import { configFor } from '../../engines/cluster-config.ts';
import { runningElasticsearch, runningKafka } from '../../engines/running.ts';
import type { Bench, BenchResult, Verdict } from '../bench.ts';
import { cpuMs } from '../contender-process.ts';
import { bestOf, contest } from '../contest.ts';
import { asked, type Within } from './asked.ts';
import { type MadeBatch, madeBatches } from './made-batches.ts';

const usualLines = 10_000_000;
const dayMs = 86_400_000;
const rounds = 5;
const shownWithinMs = 10_000;
const keptBytes = 64 * 1024 ** 3;
const indexerCount = 2;
/** Waits as long as it is told to where the server has enough to do. */
const tooMany = 429;
/** So many on their way: the server is never idle. */
const atOnce = 3;

/** Where lines go, and what is asked of where they are then. */
interface Kept {
  readonly pair: Pair;
  readonly within: Within;
  /** On a machine that takes longer, the questions are asked of the lines that are stored by then. */
  readonly storingMs: number;
  readonly send: (batch: MadeBatch) => Promise<void>;
  /** Of a second of CPU, where one process does it all. */
  readonly goalPerSecond?: number;
}

export const logSearch: Bench = {
  goals: ['SEARCH'],
  title: 'lines into the store, and what is asked of them',
  async run(tell, numbers) {
    await using pair = await Pair.start({ keptBytes });
    const send = (batch: MadeBatch) => post(pair, batch);
    return await searched({ pair, send, within: { page: 100, rolled: 50, text: 5000 }, storingMs: 360_000, goalPerSecond: 60_000 }, tell, numbers);
  },
};

export const clusterSearch: Bench = {
  goals: ['CLUSTER-SEARCH'],
  title: 'lines through Kafka into Elasticsearch, and what is asked of them',
  async run(tell, numbers) {
    await using kafka = await runningKafka();
    await using elasticsearch = await runningElasticsearch();
    const config = configFor(kafka, elasticsearch);
    await using pair = await Pair.start({ keptBytes, ...config });
    const indexers = Array.from({ length: indexerCount }, () => new Child('server/indexer/main.ts', config));
    await using _ended = { [Symbol.asyncDispose]: async () => void (await Promise.all(indexers.map((indexer) => indexer.end('SIGKILL')))) };
    await Promise.all(indexers.map((indexer) => indexer.start()));
    const send = sentToKafka(config.kafka, tell);
    return await searched({ pair, send, within: { page: 300, rolled: 300, text: 300 }, storingMs: 1_200_000 }, tell, numbers);
  },
};

async function searched(kept: Kept, tell: (text: string) => void, [lines = usualLines]: readonly number[]): Promise<BenchResult> {
  const { pair, within } = kept;
  const window = { fromMs: Date.now() - dayMs, toMs: Date.now() };
  tell(`storing ${lines} lines of a day`);
  const { stored, verdict } = await store(kept, { ...window, lines }, tell);
  const verdicts: Verdict[] = [verdict];
  const contests = [];
  for (const question of asked(pair, { ...window, lines: stored }, within)) {
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

/** By the server's own CPU time, all of its threads, where there is a goal for it. */
async function store(
  { pair, storingMs, send, goalPerSecond }: Kept,
  { lines, ...window }: { readonly fromMs: number; readonly toMs: number; readonly lines: number },
  tell: (text: string) => void,
): Promise<{ readonly stored: number; readonly verdict: Verdict }> {
  const beforeMs = cpuMs(pair.server.pid) ?? Number.NaN;
  const startMs = performance.now();
  const untilMs = startMs + storingMs;
  const batches = madeBatches(lines, window);
  let done = 0;
  let bytes = 0;
  const sendAll = async () => {
    for (const batch of batches) {
      await send(batch);
      done += batch.lines;
      bytes += batch.messageBytes;
      if (performance.now() > untilMs) break;
      if (Math.floor(done / 1e6) > Math.floor((done - batch.lines) / 1e6)) tell(`${Math.round(done / 1e6)} M`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sendAll));
  const cpuSeconds = ((cpuMs(pair.server.pid) ?? Number.NaN) - beforeMs) / 1000;
  const stored = await found(pair, done, Math.max(untilMs, performance.now() + shownWithinMs));
  const seconds = (performance.now() - startMs) / 1000;
  const perSecond = goalPerSecond === undefined ? stored / seconds : stored / cpuSeconds;
  const rate = goalPerSecond === undefined ? `${Math.round(perSecond)} a second` : `${Math.round(perSecond)} for a second of CPU of ${goalPerSecond}`;
  const says = `${stored} of ${lines} lines of ${Math.round(bytes / done)} bytes are stored, ${rate}, in ${seconds.toFixed(0)} s`;
  return { stored, verdict: { says, holds: stored === lines && perSecond >= (goalPerSecond ?? 0) } };
}

async function post(pair: Pair, { headers, body }: MadeBatch): Promise<void> {
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

/** As the process that reads logs does it. */
function sentToKafka(config: KafkaConfig, tell: (text: string) => void): (batch: MadeBatch) => Promise<void> {
  const send = toKafka({ agent: 'host-1', config, onTrouble: tell });
  return async ({ headers, body, lines }) => {
    const { [logBatchHeaders.spool]: spool = '', [logBatchHeaders.first]: first, [logBatchHeaders.day]: day = '' } = headers;
    const frame = { spool, first: Number(first), count: lines, day, lines: Buffer.from(body), progress: '' };
    for (;;) {
      const verdict = await send(frame, new AbortController().signal);
      if (verdict.is === 'taken') return;
      if (verdict.is === 'refused') throw new Error(`Kafka does not take a batch: ${verdict.why}`);
      await delay(50);
    }
  };
}

/** How many are there, once all are or it is too late. */
async function found(pair: Pair, lines: number, untilMs: number): Promise<number> {
  for (; ; await delay(500)) {
    const { total } = await pair.histogram({ from: '0', buckets: '1' });
    if (total >= lines || performance.now() > untilMs) return total;
  }
}
