import type { LogLevel } from '#contract/log-levels.ts';
import type { LogHistogram } from '#contract/logs.ts';

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

export interface Bar {
  readonly colour: string;
  /** From the top, and how high: of the whole height, from 0 to 1. */
  readonly y: number;
  readonly height: number;
}

/** The bars of one bucket, from the baseline up; `most` lines are the whole height. */
export function barsOf(counts: LogHistogram['buckets'][number]['counts'], most: number): Bar[] {
  let below = 0;
  return levelLooks.flatMap(({ level, colour }) => {
    const height = (counts[level] ?? 0) / most;
    if (height === 0) return [];
    below += height;
    return [{ colour, y: 1 - below, height }];
  });
}

export function mostLines({ buckets }: LogHistogram): number {
  return Math.max(1, ...buckets.map(({ counts }) => Object.values(counts).reduce((sum, lines) => sum + lines, 0)));
}
