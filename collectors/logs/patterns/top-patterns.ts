import type { Pattern } from './patterns.ts';

export interface PatternGain {
  readonly pattern: Pattern;
  readonly lines: number;
}

/** Who is among the first comes in, and goes when it is not even among the others any more. */
const places = { in: 30, out: 60 };
const minuteMs = 60_000;
/** Of what was before, a minute later. */
const fading = 0.8;
const leastLate = 1;

/** The patterns that have had the most lines lately, which are few enough to have a series each. */
export class TopPatterns {
  readonly #patterns: { all(): Iterable<Pattern> };
  /** Lines as of the last minute, and how many of late. */
  #known = new Map<string, { readonly lines: number; readonly late: number }>();
  readonly #top = new Map<string, { readonly pattern: Pattern; told: number }>();
  #dueMs = Number.NEGATIVE_INFINITY;

  constructor(patterns: { all(): Iterable<Pattern> }) {
    this.#patterns = patterns;
  }

  /** What they have gained since they were last asked for, and who is one of them no more. */
  take(nowMs: number): { readonly gains: readonly PatternGain[]; readonly gone: readonly Pattern[] } {
    const gains = [...this.#top.values()].map((entry) => {
      const lines = entry.pattern.lines - entry.told;
      entry.told = entry.pattern.lines;
      return { pattern: entry.pattern, lines };
    });
    return { gains, gone: nowMs < this.#dueMs ? [] : this.#choose(nowMs) };
  }

  #choose(nowMs: number): Pattern[] {
    this.#dueMs = nowMs + minuteMs;
    const all = [...this.#patterns.all()].map((pattern) => ({ pattern, late: this.#late(pattern) }));
    this.#known = new Map(all.map(({ pattern, late }) => [pattern.id, { lines: pattern.lines, late }]));
    const first = all
      .filter(({ late }) => late >= leastLate)
      .sort((one, other) => other.late - one.late)
      .slice(0, places.out)
      .map(({ pattern }) => pattern);
    const gone = this.#leave(new Set(first));
    for (const pattern of first.slice(0, places.in)) {
      if (this.#top.size >= places.in) break;
      if (!this.#top.has(pattern.id)) this.#top.set(pattern.id, { pattern, told: pattern.lines });
    }
    return gone;
  }

  #leave(first: ReadonlySet<Pattern>): Pattern[] {
    const gone = [...this.#top.values()].map(({ pattern }) => pattern).filter((pattern) => !first.has(pattern));
    for (const { id } of gone) this.#top.delete(id);
    return gone;
  }

  /** What is new of an earlier process has its lines from there: they are not of late. */
  #late(pattern: Pattern): number {
    const before = this.#known.get(pattern.id);
    return before === undefined ? 0 : before.late * fading + (pattern.lines - before.lines);
  }
}
