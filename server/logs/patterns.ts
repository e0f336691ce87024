import { logLevels } from '#contract/log-levels.ts';
import type { LogPatterns } from '#contract/logs.ts';
import type { Query } from '#contract/routes.ts';
import type { LogPatternCount, LogPatternExample, LogStore } from '../store/logs/log-store.ts';
import { summed } from '../store/logs/pattern-counts.ts';
import { writeTime } from '../store/logs/time.ts';
import { ruleOf } from './asked.ts';
import { turns } from './patience.ts';
import { logWindow } from './window.ts';

const defaultShown = 20;
/** Of a long line, the beginning. */
const sampleSigns = 4096;
/** A fraction of six digits. */
const microseconds = 6;

const sumOf = (counts: readonly LogPatternCount[]): number => counts.reduce((sum, { count }) => sum + count, 0);

/** Which patterns lines have: all are counted, and an example is told of those that are shown. */
export async function patternsOf(
  store: LogStore,
  { query, limit = defaultShown, ...range }: Query<'GET /api/logs/patterns'>,
  signal: AbortSignal,
): Promise<LogPatterns> {
  const [rule, window] = [ruleOf(query), logWindow(range, Date.now())];
  let counts: LogPatternCount[] = [];
  for await (const { patterns } of turns(window, (toUs) => store.patterns({ ...window, rule, toUs }), signal)) counts = summed([...counts, ...patterns]);
  const known = counts.filter(({ pattern }) => pattern !== '').sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1));
  const [shown, others] = [known.slice(0, limit), known.slice(limit)];
  const told = await store.patternExamples({ rule, of: shown.map(({ pattern, lastUs }) => ({ pattern, us: lastUs })) });
  const examples = new Map(told.map((example) => [example.pattern, example]));
  const total = sumOf(counts);
  return {
    total,
    patterns: shown.map((one) => patternOf(one, total, examples.get(one.pattern))),
    others: { patterns: others.length, count: sumOf(others) },
    without: total - sumOf(known),
  };
}

function patternOf({ pattern, level, count, firstUs, lastUs }: LogPatternCount, total: number, example?: LogPatternExample): LogPatterns['patterns'][number] {
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
