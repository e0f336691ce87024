import type { LogLevel } from '#contract/log-levels.ts';
import type { LogHistogram } from '#contract/logs.ts';
import type { Bucket } from './bars.ts';

export interface LevelLook {
  readonly level: LogLevel;
  readonly letter: string;
  readonly colour: string;
}

/** Worst first: it stands on the baseline, where a series can be read. */
const levelLooks: readonly LevelLook[] = [
  { level: 'fatal', letter: 'F', colour: 'var(--level-error)' },
  { level: 'error', letter: 'E', colour: 'var(--level-error)' },
  { level: 'warn', letter: 'W', colour: 'var(--level-warn)' },
  { level: 'info', letter: 'I', colour: 'var(--level-info)' },
  { level: 'unknown', letter: '·', colour: 'var(--level-info)' },
  { level: 'debug', letter: 'D', colour: 'var(--level-debug)' },
  { level: 'trace', letter: 'T', colour: 'var(--level-debug)' },
];

export function lookOf(level: LogLevel): LevelLook {
  return levelLooks.find((look) => look.level === level) ?? { level, letter: '·', colour: 'var(--level-info)' };
}

/** How many lines of each level there are in all, those that have any. */
export function levelTotals({ buckets }: LogHistogram): { readonly look: LevelLook; readonly lines: number }[] {
  return levelLooks.map((look) => ({ look, lines: buckets.reduce((sum, { counts }) => sum + (counts[look.level] ?? 0), 0) })).filter(({ lines }) => lines > 0);
}

/** What is drawn over time: the worst on the baseline. */
export function levelBuckets({ buckets }: LogHistogram): Bucket[] {
  return buckets.map(({ from, to, counts, lost }) => ({
    from,
    to,
    lost,
    parts: levelLooks.map(({ level, colour }) => ({ name: level, colour, count: counts[level] ?? 0 })),
  }));
}
