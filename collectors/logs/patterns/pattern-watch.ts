import { logLevels } from '#contract/log-levels.ts';
import type { Pattern } from './patterns.ts';

/** Something about a pattern that a person would want to know. */
export type PatternChange =
  | { readonly is: 'new'; readonly pattern: Pattern; readonly lines: number }
  | { readonly is: 'more' | 'less'; readonly pattern: Pattern; readonly lines: number; readonly usual: number };

export interface PatternMinute {
  readonly changes: readonly PatternChange[];
  /** How many more there were. */
  readonly others: number;
}

interface Watched {
  /** Of all minutes until now. */
  lines: number;
  /** Of a minute, the last ones weighing more. */
  usual: number;
  minutes: number;
}

/** How long it takes until anything is usual. */
const usualAfterMinutes = 10;
const weightOfMinute = 0.1;
/** Ten times as many as is usual, or a tenth, of at least so many. */
const change = { times: 10, lines: 100 };
/** A deploy changes many at once: these stand for all. */
const mostAtOnce = 10;
/** What is new at these levels is a matter of course: every deploy brings some. */
const ordinary = new Set(logLevels.slice(0, logLevels.indexOf('warn')));

/** Looks at all patterns once a minute. */
export class PatternWatch {
  #watched = new Map<string, Watched>();

  /** What is new or has changed in the last minute, that with the most lines first, and how much more there was. */
  minute(patterns: Iterable<Pattern>): PatternMinute {
    const now = new Map<string, Watched>();
    const known = new Set<string>();
    const seen: { readonly pattern: Pattern; readonly before: Watched | undefined; readonly lines: number }[] = [];
    for (const pattern of patterns) {
      const before = this.#watched.get(pattern.id);
      const lines = before === undefined ? 0 : pattern.lines - before.lines;
      if (isUsual(before)) known.add(pattern.writer);
      seen.push({ pattern, before, lines });
      now.set(pattern.id, next(pattern, before, lines));
    }
    this.#watched = now;
    const all = seen.flatMap(({ pattern, before, lines }) => changeOf(pattern, before, lines, known.has(pattern.writer)) ?? []);
    const changes = all.sort((one, other) => other.lines - one.lines).slice(0, mostAtOnce);
    return { changes, others: all.length - changes.length };
  }
}

function isUsual(before: Watched | undefined): boolean {
  return before !== undefined && before.minutes >= usualAfterMinutes;
}

function next({ lines: all }: Pattern, before: Watched | undefined, lines: number): Watched {
  if (before === undefined) return { lines: all, usual: 0, minutes: 0 };
  const { usual, minutes } = before;
  // At first, the mean; what has changed is the usual from now on.
  const settled = kindOf(lines, usual) === undefined ? weightOfMinute : 1;
  const weight = isUsual(before) ? settled : 1 / (minutes + 1);
  return { lines: all, usual: usual + (lines - usual) * weight, minutes: minutes + 1 };
}

function changeOf(pattern: Pattern, before: Watched | undefined, lines: number, isKnownWriter: boolean): PatternChange | undefined {
  if (before === undefined) return isKnownWriter && !ordinary.has(pattern.level) ? { is: 'new', pattern, lines: pattern.lines } : undefined;
  const is = isUsual(before) ? kindOf(lines, before.usual) : undefined;
  return is && { is, pattern, lines, usual: before.usual };
}

function kindOf(lines: number, usual: number): 'more' | 'less' | undefined {
  if (lines >= change.lines && lines >= usual * change.times) return 'more';
  return usual >= change.lines && lines * change.times <= usual ? 'less' : undefined;
}
