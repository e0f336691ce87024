import { everything } from '#contract/find/term.ts';
import { logLevels } from '#contract/log-levels.ts';
import { ruleOf } from '../found/asked.ts';
import type { LogStore, LogWindow } from '../store/logs/log-store.ts';
import { searched } from './patience.ts';
import { countsOf, fewLines, sampleSigns } from './patterns.ts';

export interface ChangesAsked {
  readonly query: string;
  readonly during: LogWindow;
  /** With what it is compared, be it shorter. */
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

/** What they found: what changed, or where nothing did, or there is nothing to compare with, what is said most. */
export interface ChangedPatterns {
  readonly isChanged: boolean;
  readonly found: readonly ChangedPattern[];
}

/** By half as much again, or to two thirds. */
const leastChange = Math.log(1.5);
const warns = logLevels.indexOf('warn');
const lengthOf = ({ fromUs, toUs }: LogWindow): number => toUs - fromUs;

interface Counted {
  readonly pattern: string;
  readonly before?: number;
  readonly during: number;
  readonly level: number;
  readonly lastUs: number;
}

/** Which patterns became more, or fewer, among lines: also those that are gone. */
export async function changedPatterns(store: LogStore, { query, during, before, limit }: ChangesAsked, signal: AbortSignal): Promise<ChangedPatterns> {
  const rule = ruleOf(query);
  const counts = async (window: LogWindow) => (await countsOf(store, { rule, ...window }, signal)).filter(({ pattern }) => pattern !== '');
  const now = await counts(during);
  const all = beside(now, before && (await counts(before)));
  const changed = before === undefined ? [] : mostChanged(all, lengthOf(during) / lengthOf(before));
  const shown = (changed.length > 0 ? changed : mostSaid(all)).slice(0, limit);
  const told = await store.patternExamples({ rule, of: shown.map(({ pattern, lastUs }) => ({ pattern, us: lastUs })) });
  const examples = new Map(told.map((example) => [example.pattern, example]));
  const found = shown.map(({ pattern, before: lines, during: count }) => {
    const { template, record } = examples.get(pattern) ?? {};
    const says = template ?? record?.message.slice(0, sampleSigns) ?? pattern;
    return { pattern, says, during: count, ...(lines !== undefined && { before: lines }), ...(record && { identity: record.identity }) };
  });
  return { isChanged: changed.length > 0, found };
}

type Counts = Awaited<ReturnType<typeof countsOf>>;

function beside(now: Counts, was: Counts | undefined): Counted[] {
  const before = was && new Map(was.map(({ pattern, count }) => [pattern, count]));
  const there = new Set(now.map(({ pattern }) => pattern));
  const gone = (was ?? []).filter(({ pattern }) => !there.has(pattern)).map((one) => ({ ...one, count: 0 }));
  return [...now, ...gone].map(({ pattern, count, level, lastUs }) => ({
    ...{ pattern, level, lastUs, during: count },
    ...(before && { before: before.get(pattern) ?? 0 }),
  }));
}

const byName = (a: Counted, b: Counted): number => (a.pattern < b.pattern ? -1 : 1);

/** What is new comes first, then what grew or shrank by the largest factor. `times`: how much longer the one was counted than the other. */
function mostChanged(all: readonly Counted[], times: number): Counted[] {
  const isNew = ({ before }: Counted) => before === 0;
  return all
    .map((one) => ({ one, change: Math.abs(Math.log((one.during + fewLines) / ((one.before ?? 0) * times + fewLines))) }))
    .filter(({ one, change }) => change >= leastChange || (isNew(one) && one.level >= warns))
    .sort((a, b) => Number(isNew(b.one)) - Number(isNew(a.one)) || b.change - a.change || byName(a.one, b.one))
    .map(({ one }) => one);
}

/** Warnings and what is worse before all else. */
function mostSaid(all: readonly Counted[]): Counted[] {
  return all.filter(({ during }) => during > 0).sort((a, b) => Number(b.level >= warns) - Number(a.level >= warns) || b.during - a.during || byName(a, b));
}

/** The time of the oldest line of anybody that is kept of a window. */
export async function oldestKeptMs(store: LogStore, window: LogWindow, signal: AbortSignal): Promise<number | undefined> {
  const { records } = await searched(store, { ...window, rule: everything, order: 'oldest', limit: 1 }, signal);
  return records[0] && Date.parse(records[0].time);
}
