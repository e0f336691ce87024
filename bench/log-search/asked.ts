import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Value } from 'typebox/value';
import { LogProgress } from '#contract/logs.ts';
import type { Pair } from '../../e2e/logs/pair.ts';
import type { Figure } from '../bench.ts';

/** What a person asks, and how long it may take. */
interface Question {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** The figure that has to be within. */
  readonly judged: string;
  readonly withinMs: number;
  readonly ask: () => Promise<Readonly<Record<string, number>>>;
}

const wholeMs: Figure = { key: 'ms', name: 'the whole answer', unit: 'ms', better: 'less' };
const firstMs: Figure = { key: 'firstMs', name: 'first progress', unit: 'ms', better: 'less' };
const minuteMs = 60_000;

/** How long a person waits for each kind of answer. */
export interface Within {
  readonly page: number;
  readonly rolled: number;
  readonly text: number;
}

interface Stored {
  readonly fromMs: number;
  readonly toMs: number;
  readonly lines: number;
}

export function asked(pair: Pair, { fromMs, toMs, lines }: Stored, most: Within): readonly Question[] {
  let times = 0;
  /** Each time another one, of other minutes, with the same lines in it: what was asked before may be known by heart. */
  const window = () => {
    times += 1;
    return { from: String(fromMs - times * minuteMs), to: String(toMs + times) };
  };
  const page = (title: string, query: string, total = lines): Question => ({
    title: `the newest page ${title}`,
    figures: [wholeMs],
    judged: 'ms',
    withinMs: most.page,
    ask: () => timed(async () => expect((await pair.page({ ...window(), query })).records.length, Math.min(100, total))),
  });
  const rolled = (title: string, query: string, total: number): Question => ({
    title: `the histogram ${title}`,
    figures: [wholeMs],
    judged: 'ms',
    withinMs: most.rolled,
    ask: () => timed(async () => expect((await pair.histogram({ ...window(), query })).total, total)),
  });
  const text = (title: string, query: string, total: number): Question => ({
    title: `the histogram ${title}, streamed`,
    figures: [wholeMs, firstMs],
    judged: 'ms',
    withinMs: most.text,
    ask: () => streamed(pair, { ...window(), query }, total),
  });
  const sevenths = (n: number) => Math.floor(lines / 7) + (n < lines % 7 ? 1 : 0);
  const needles = Math.ceil((lines - 7) / 100_000);
  return [
    page('of all', ''),
    page('of one application, from info on', 'app=nginx-4 level>=info'),
    page('with a frequent word', 'placed'),
    page('with a rare word', 'needle', needles),
    rolled('of all', '', lines),
    rolled('of errors', 'level>=error', Math.floor(lines / 10)),
    text('of a frequent word', 'placed', sevenths(0)),
    text('of a rare word', 'needle', needles),
    text('of a phrase', '"accepted publickey"', sevenths(5)),
  ];
}

/** A wrong answer has no time. */
function expect(found: number, expected: number): void {
  if (found !== expected) throw new Error(`${found} lines are found, of ${expected}`);
}

async function timed(work: () => Promise<void>): Promise<Readonly<Record<string, number>>> {
  const startMs = performance.now();
  await work();
  return { ms: performance.now() - startMs };
}

async function streamed(pair: Pair, query: Readonly<Record<string, string>>, total: number): Promise<Readonly<Record<string, number>>> {
  const startMs = performance.now();
  const reply = await fetch(`${pair.url}/api/logs/histogram/progress?${new URLSearchParams(query)}`, { headers: { authorization: `Bearer ${pair.token}` } });
  if (!reply.ok || reply.body === null) throw new Error(`the server answers ${reply.status}`);
  let first: number | undefined;
  let found = 0;
  for await (const row of createInterface(Readable.from(reply.body))) {
    first ??= performance.now() - startMs;
    found = Value.Parse(LogProgress, JSON.parse(row)).histogram.total;
  }
  expect(found, total);
  return { ms: performance.now() - startMs, firstMs: first ?? Number.NaN };
}
