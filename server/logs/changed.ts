import { everything } from '#contract/find/term.ts';
import { ruleOf } from '../found/asked.ts';
import type { LogStore, LogWindow } from '../store/logs/log-store.ts';
import { searched } from './patience.ts';
import { countsOf, fewLines, sampleSigns } from './patterns.ts';

export interface ChangesAsked {
  readonly query: string;
  readonly during: LogWindow;
  /** With what it is compared, be it shorter; without it the most frequent are told. */
  readonly before?: LogWindow;
  readonly limit: number;
}

export interface ChangedPattern {
  readonly pattern: string;
  /** What its lines have in common, where it is known; else the beginning of its last line. */
  readonly says: string;
  /** Of its last line. */
  readonly identity?: string;
  /** Lines, as they were counted. */
  readonly before?: number;
  readonly during: number;
}

/** By half as much again, or to two thirds. */
const leastChange = Math.log(1.5);
const lengthOf = ({ fromUs, toUs }: LogWindow): number => toUs - fromUs;

interface Counted {
  readonly pattern: string;
  readonly before?: number;
  readonly during: number;
  /** What is new comes first, then what grew or shrank by the largest factor. */
  readonly change: number;
  readonly lastUs: number;
}

function changeOf(before: number, during: number, usual: number): number {
  return before === 0 ? 1e6 + during : Math.abs(Math.log((during + fewLines) / (usual + fewLines)));
}

/** Which patterns became more, or fewer, among lines: also those that are gone. */
export async function changedPatterns(
  store: LogStore,
  { query, during, before, limit }: ChangesAsked,
  signal: AbortSignal,
): Promise<readonly ChangedPattern[]> {
  const rule = ruleOf(query);
  const now = (await countsOf(store, { rule, ...during }, signal)).filter(({ pattern }) => pattern !== '');
  const was = before && (await countsOf(store, { rule, ...before }, signal)).filter(({ pattern }) => pattern !== '');
  const found = was === undefined || before === undefined ? now.map(frequent) : compared(now, was, lengthOf(during) / lengthOf(before));
  const shown = found.sort((a, b) => b.change - a.change || b.during - a.during || (a.pattern < b.pattern ? -1 : 1)).slice(0, limit);
  const told = await store.patternExamples({ rule, of: shown.map(({ pattern, lastUs }) => ({ pattern, us: lastUs })) });
  const examples = new Map(told.map((example) => [example.pattern, example]));
  return shown.map(({ pattern, before: lines, during: count }) => {
    const { template, record } = examples.get(pattern) ?? {};
    const says = template ?? record?.message.slice(0, sampleSigns) ?? pattern;
    return { pattern, says, during: count, ...(lines !== undefined && { before: lines }), ...(record && { identity: record.identity }) };
  });
}

type Counts = Awaited<ReturnType<typeof countsOf>>;

const frequent = ({ pattern, count, lastUs }: Counts[number]): Counted => ({ pattern, during: count, change: count, lastUs });

/** `times`: how much longer the one was counted than the other. */
function compared(now: Counts, was: Counts, times: number): Counted[] {
  const before = new Map(was.map((one) => [one.pattern, one]));
  const there = new Set(now.map(({ pattern }) => pattern));
  const gone = was.filter(({ pattern }) => !there.has(pattern)).map((one) => ({ ...one, count: 0 }));
  return [...now, ...gone]
    .map(({ pattern, count, lastUs }): Counted => {
      const lines = before.get(pattern)?.count ?? 0;
      return { pattern, before: lines, during: count, change: changeOf(lines, count, lines * times), lastUs };
    })
    .filter(({ change }) => change >= leastChange);
}

/** The time of the oldest line of anybody that is kept of a window. */
export async function oldestKeptMs(store: LogStore, window: LogWindow, signal: AbortSignal): Promise<number | undefined> {
  const { records } = await searched(store, { ...window, rule: everything, order: 'oldest', limit: 1 }, signal);
  return records[0] && Date.parse(records[0].time);
}
