import { hash } from 'node:crypto';
import type { LogLevel } from '#contract/log-levels.ts';
import { ownCopy } from '../parse/own-copy.ts';
import { maskedOf, variable } from './masked.ts';
import { distance, generalized, type Template, templateOf } from './template.ts';

/** Lines that differ in their variables only. */
export interface Pattern {
  /** Stays the same, also where more of it turns out to be variable. */
  readonly id: string;
  readonly writer: string;
  readonly level: LogLevel;
  template: Template;
  lines: number;
  lastMs: number;
  /** The day of whose records one has its template; empty once that has changed. */
  toldDay: string;
}

/** The patterns of one writer at one level. */
interface Group {
  readonly patterns: Pattern[];
  /** By masked text: most lines are like one before. */
  readonly known: Map<string, Pattern>;
}

interface Unknown {
  readonly writer: string;
  readonly level: LogLevel;
  readonly masked: string;
  readonly nowMs: number;
}

/** What does not fit is of the pattern of everything, `<*>`, of its writer and level. */
const most = { writers: 1000, patterns: 10_000, ofGroup: 200, known: 20_000 };
/** A pattern that was not seen for so long may give its place to another. */
const idleMs = 24 * 3_600_000;

/**
 * Finds the patterns of each writer while lines come, in the manner of Drain: words with digits are variables, and where a line
 * differs from a pattern of as many words in few of them, these turn out to be variables too.
 */
export class Patterns {
  readonly #writers = new Map<string, Map<LogLevel, Group>>();
  #count = 0;
  /** Of all groups. */
  #known = 0;

  /** Grows with each pattern that is new or has become wider. */
  changes = 0;

  get count(): number {
    return this.#count;
  }

  *all(): Iterable<Pattern> {
    for (const levels of this.#writers.values()) for (const { patterns } of levels.values()) yield* patterns;
  }

  /** Whose pattern a text is. */
  see(writer: string, level: LogLevel, text: string, nowMs: number): Pattern {
    const group = this.#groupOf(writer, level);
    const masked = maskedOf(text);
    const pattern = group.known.get(masked) ?? this.#find(group, { writer, level, masked: ownCopy(masked), nowMs });
    pattern.lines += 1;
    pattern.lastMs = nowMs;
    return pattern;
  }

  /** As an earlier process knew it. */
  restore(pattern: Pattern): void {
    if (this.#count >= most.patterns) return;
    const group = this.#groupOf(pattern.writer, pattern.level);
    if (group.patterns.some(({ id }) => id === pattern.id) || group.patterns.length > most.ofGroup) return;
    group.patterns.push(pattern);
    this.#count += 1;
  }

  #groupOf(writer: string, level: LogLevel): Group {
    let levels = this.#writers.get(writer);
    if (levels === undefined) {
      levels = new Map();
      if (this.#writers.size >= most.writers) this.#forgetOne();
      this.#writers.set(writer, levels);
    }
    let group = levels.get(level);
    if (group === undefined) {
      group = { patterns: [], known: new Map() };
      levels.set(level, group);
    }
    return group;
  }

  #find(group: Group, { masked, ...by }: Unknown): Pattern {
    const words = masked.split(' ');
    const pattern = closestOf(group.patterns, words) ?? this.#add(group, this.#hasRoom(group, by.nowMs) ? words : [variable], by);
    if (widen(pattern, words)) this.changes += 1;
    if (this.#known >= most.known) this.#forgetKnown();
    group.known.set(masked, pattern);
    this.#known += 1;
    return pattern;
  }

  #add(group: Group, words: readonly string[], { writer, level, nowMs }: Omit<Unknown, 'masked'>): Pattern {
    const id = hash('sha256', `${writer}\n${level}\n${words.join(' ')}`, 'base64url').slice(0, 11);
    // Of everything there is one already; or what began like this has become wider, and another begins like it again.
    const there = group.patterns.find((pattern) => pattern.id === id);
    if (there !== undefined) return there;
    const pattern: Pattern = { id, writer, level, template: templateOf(words), lines: 0, lastMs: nowMs, toldDay: '' };
    group.patterns.push(pattern);
    this.#count += 1;
    this.changes += 1;
    return pattern;
  }

  #forgetKnown(): void {
    for (const levels of this.#writers.values()) for (const { known } of levels.values()) known.clear();
    this.#known = 0;
  }

  #hasRoom(group: Group, nowMs: number): boolean {
    if (group.patterns.length < most.ofGroup && this.#count < most.patterns) return true;
    const idle = group.patterns.findIndex(({ lastMs }) => nowMs - lastMs > idleMs);
    if (idle < 0) return false;
    group.patterns.splice(idle, 1);
    this.#known -= group.known.size;
    group.known.clear();
    this.#count -= 1;
    return true;
  }

  /** The writer that came first. */
  #forgetOne(): void {
    const [writer, levels] = this.#writers.entries().next().value ?? [];
    if (writer === undefined) return;
    this.#writers.delete(writer);
    for (const { patterns, known } of levels?.values() ?? []) {
      this.#count -= patterns.length;
      this.#known -= known.size;
    }
  }
}

/** Where words differ from a pattern, it has a variable from now on. Answers whether there are any. */
function widen(pattern: Pattern, words: readonly string[]): boolean {
  const { template } = pattern;
  if (template.words.length !== words.length) return false;
  const common = generalized(template, words);
  if (common.every((word, at) => word === template.words[at])) return false;
  pattern.template = templateOf(common);
  pattern.toldDay = '';
  return true;
}

function closestOf(patterns: readonly Pattern[], words: readonly string[]): Pattern | undefined {
  let closest: Pattern | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const pattern of patterns) {
    const far = distance(pattern.template, words);
    if (far === undefined || far >= least) continue;
    closest = pattern;
    least = far;
  }
  return closest;
}
