import { everything } from '#contract/find/term.ts';
import { logLevels } from '#contract/log-levels.ts';
import type { LogPatterns } from '#contract/logs.ts';
import type { Query } from '#contract/routes.ts';
import { ruleOf } from '../found/asked.ts';
import { windowUs } from '../found/moment.ts';
import type { LogPatternCount, LogPatternExample, LogPatternsAsked, LogStore, LogWindow } from '../store/logs/log-store.ts';
import { summed } from '../store/logs/pattern-counts.ts';
import { writeTime } from '../store/logs/time.ts';
import { counted, turns } from './patience.ts';

const defaultShown = 20;
/** Of a long line, the beginning. */
export const sampleSigns = 4096;
/** A fraction of six digits. */
const microseconds = 6;

type Pattern = LogPatterns['patterns'][number];

const sumOf = (counts: readonly LogPatternCount[]): number => counts.reduce((sum, { count }) => sum + count, 0);

export async function countsOf(store: LogStore, asked: LogPatternsAsked, signal: AbortSignal): Promise<LogPatternCount[]> {
  let counts: LogPatternCount[] = [];
  for await (const { patterns } of turns(asked, (toUs) => store.patterns({ ...asked, toUs }), signal)) counts = summed([...counts, ...patterns]);
  return counts;
}

/** Fewer lines than this say little of a change. */
export const fewLines = 5;

/** By how much it is more, or less, than before: what is new comes first, then what grew or shrank by the largest factor. */
function changeOf(count: number, before: number | undefined): number {
  if (before === undefined) return 0;
  if (before === 0) return 1e6 + count;
  return Math.abs(Math.log((count + fewLines) / (before + fewLines)));
}

/** The store may have begun later: then everything would look new. */
async function wasKept(store: LogStore, { fromUs, toUs }: LogWindow): Promise<boolean> {
  const { records } = await store.search({ fromUs, toUs: fromUs + Math.ceil((toUs - fromUs) / 10), rule: everything, order: 'oldest', limit: 1 });
  return records.length > 0;
}

/** Their lines in as much time before; undefined where that is not kept. */
async function countedBefore(store: LogStore, { rule, fromUs, toUs }: LogPatternsAsked, signal: AbortSignal): Promise<ReadonlyMap<string, number> | undefined> {
  const window = { fromUs: Math.max(0, 2 * fromUs - toUs), toUs: fromUs };
  if (!(await wasKept(store, window))) return undefined;
  const counts = await countsOf(store, { rule, ...window }, signal);
  return new Map(counts.map(({ pattern, count }) => [pattern, count]));
}

const gridUs = 60e6;

/** Over the parts of a window: where these are long, they end at whole minutes, which are counted already. */
async function overTime(store: LogStore, asked: LogPatternsAsked, buckets: number, signal: AbortSignal): Promise<(pattern: string) => number[]> {
  const { fromUs, toUs } = asked;
  const plainUs = Math.ceil((toUs - fromUs) / buckets);
  const isLong = plainUs > gridUs;
  const widthUs = isLong ? Math.ceil(plainUs / gridUs) * gridUs : plainUs;
  const startUs = isLong ? Math.floor(fromUs / gridUs) * gridUs : fromUs;
  const counts = Map.groupBy(await counted(store, { ...asked, by: 'pattern', startUs, widthUs }, signal), ({ value }) => value);
  const places = Math.ceil((toUs - startUs) / widthUs);
  return (pattern) => {
    const all = Array.from({ length: places }, () => 0);
    for (const { bucket, count } of counts.get(pattern) ?? []) all[bucket] = (all[bucket] ?? 0) + count;
    return all;
  };
}

/** Which patterns lines have: all are counted, and an example is told of those that are shown. */
export async function patternsOf(
  store: LogStore,
  { query, limit = defaultShown, order = 'most', buckets, ...range }: Query<'GET /api/logs/patterns'>,
  signal: AbortSignal,
): Promise<LogPatterns> {
  const asked = { rule: ruleOf(query), ...windowUs(range, Date.now()) };
  const isCompared = buckets !== undefined || order === 'changed';
  // One after the other: who asks for lines meanwhile finds a thread that reads them.
  const counts = await countsOf(store, asked, signal);
  const before = isCompared ? await countedBefore(store, asked, signal) : undefined;
  const was = (pattern: string) => before && (before.get(pattern) ?? 0);
  const rankOf = ({ pattern, count }: LogPatternCount) => (order === 'changed' ? changeOf(count, was(pattern)) : count);
  const known = counts.filter(({ pattern }) => pattern !== '').sort((a, b) => rankOf(b) - rankOf(a) || b.count - a.count || (a.pattern < b.pattern ? -1 : 1));
  const [shown, others] = [known.slice(0, limit), known.slice(limit)];
  const told = await store.patternExamples({ rule: asked.rule, of: shown.map(({ pattern, lastUs }) => ({ pattern, us: lastUs })) });
  const over = buckets === undefined ? undefined : await overTime(store, asked, buckets, signal);
  const examples = new Map(told.map((example) => [example.pattern, example]));
  const total = sumOf(counts);
  const changed = (pattern: string): Pick<Pattern, 'before' | 'overTime'> => {
    const lines = was(pattern);
    return { ...(lines !== undefined && { before: lines }), ...(over && { overTime: over(pattern) }) };
  };
  return {
    total,
    patterns: shown.map((one) => ({ ...patternOf(one, total, examples.get(one.pattern)), ...changed(one.pattern) })),
    others: { patterns: others.length, count: sumOf(others) },
    without: total - sumOf(known),
  };
}

function patternOf({ pattern, level, count, firstUs, lastUs }: LogPatternCount, total: number, example?: LogPatternExample): Pattern {
  const { template, record } = example ?? {};
  const sample = record && { id: record.id, identity: record.identity, source: record.source, message: record.message.slice(0, sampleSigns) };
  return {
    pattern,
    ...(template !== undefined && { template }),
    level: logLevels[level] ?? 'unknown',
    count,
    share: count / total,
    first: writeTime({ us: firstUs, fine: microseconds }),
    last: writeTime({ us: lastUs, fine: microseconds }),
    ...(sample && { sample }),
  };
}
