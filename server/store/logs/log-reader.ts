import type { Rule } from '#contract/find/term.ts';
import { logLevels } from '#contract/log-levels.ts';
import type { LogRecord } from '#contract/logs.ts';
import { attributesOf } from './attributes.ts';
import { countIn, lossesIn, lostIn, rollupsFor } from './day-counts.ts';
import { bytesOf, type DayFile, dayFiles, fileName } from './day-files.ts';
import { examplesIn, patternsIn } from './day-patterns.ts';
import { DayReader, type FoundLine } from './day-reader.ts';
import { lineMatcher, readAttributes } from './line-matcher.ts';
import type {
  LogArrivals,
  LogAttributes,
  LogCounting,
  LogCounts,
  LogFieldsAsked,
  LogMark,
  LogOrder,
  LogPage,
  LogPatternCounts,
  LogPatternExample,
  LogPatternExamplesAsked,
  LogPatternsAsked,
  LogPlace,
  LogSearch,
  LogStore,
  LogStoreState,
  LogWindow,
  LostCount,
  LostLines,
} from './log-store.ts';
import { summed } from './pattern-counts.ts';
import { rollupsOf } from './rollups.ts';
import { behind, leftOf, spansOf, startOf, stepOf, together } from './steps.ts';
import { writeTime } from './time.ts';

/** So long may one call take; who asked comes again for the rest, and others have their turn in between. */
const turnMs = 250;
/** As many lines are looked through before the index is asked: what is frequent is found among them, and what is rare by the index. */
const lookedThrough = 4000;
const growth = 8;
/** As many lines are counted at a time, and as many where each has to be looked at. */
const countedAtOnce = 500_000;
const lookedAtAtOnce = 50_000;
/** Of long lines, fewer are told of at once. */
const toldSigns = 256 << 10;
/** In so many of the latest files lines arrive: of two days, and of a file that begins. */
const arriveIn = 4;

/** Reads all files as one. */
export class LogReader {
  readonly #folder: string;
  readonly #open = new Map<string, DayReader>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  search(search: LogSearch): LogPage {
    const { limit } = search;
    const { lines, stoppedAt } = this.#search({ ...search, limit: limit + 1 });
    if (lines.length <= limit) return { records: lines.map(recordOf), ...(stoppedAt && { next: stoppedAt }) };
    const page = lines.slice(0, limit);
    const last = page.at(-1);
    return { records: page.map(recordOf), ...(last && { next: placeOf(last) }) };
  }

  count(counting: LogCounting): LogCounts {
    const readers = this.#readers();
    const matches = lineMatcher(counting.rule);
    if (rollupsFor(counting).length > 0) return { counts: readers.flatMap((reader) => countIn(reader, counting, matches)) };
    const { found: counts, ...rest } = newestFirst(readers, counting, (reader, step) => countIn(reader, { ...counting, ...step }, matches));
    return { counts, ...rest };
  }

  patterns(asked: LogPatternsAsked): LogPatternCounts {
    const readers = this.#readers();
    const matches = lineMatcher(asked.rule);
    if (rollupsOf(asked.rule, 'pattern').length > 0) return { patterns: summed(readers.flatMap((reader) => patternsIn(reader, asked, matches))) };
    const { found, ...rest } = newestFirst(readers, asked, (reader, step) => patternsIn(reader, { ...asked, ...step }, matches));
    return { patterns: summed(found), ...rest };
  }

  /** What the latest file tells of each. */
  patternExamples(asked: LogPatternExamplesAsked): LogPatternExample[] {
    const matches = lineMatcher(asked.rule);
    const examples = new Map<string, LogPatternExample>();
    for (const { pattern, template, line } of this.#readers().flatMap((reader) => examplesIn(reader, asked, matches))) {
      examples.set(pattern, { ...examples.get(pattern), pattern, ...(template !== undefined && { template }), ...(line && { record: recordOf(line) }) });
    }
    return [...examples.values()];
  }

  lost(counting: Parameters<LogStore['lost']>[0]): LostCount[] {
    return this.#readers().flatMap((reader) => lostIn(reader, counting));
  }

  losses(asked: Parameters<LogStore['losses']>[0]): LostLines[] {
    const all = this.#readers().flatMap((reader) => lossesIn(reader, asked));
    return all.sort((a, b) => b.toUs - a.toUs).slice(0, asked.limit);
  }

  find(id: string): Awaited<ReturnType<LogStore['find']>> {
    const [, day, part, number] = /^(\d{4}-\d\d-\d\d)\.(\d{1,6})\.(\d{1,15})$/.exec(id) ?? [];
    const reader = this.#readers().find(({ file }) => file.day === day && file.part === Number(part));
    const line = reader?.line(Number(number));
    return line && { record: recordOf(line), node: line.node, place: placeOf(line) };
  }

  attributes({ lines: most, ...asked }: LogFieldsAsked): LogAttributes {
    const { lines, stoppedAt } = this.#search({ ...asked, order: 'newest', limit: most + 1 });
    return { lines: Math.min(most, lines.length), isAll: lines.length <= most && stoppedAt === undefined, attributes: attributesOf(lines.slice(0, most)) };
  }

  arrived({ rule, limit, since }: Parameters<LogStore['arrived']>[0]): LogArrivals {
    const readers = this.#readers().slice(-arriveIn);
    const mark = readers.map((reader) => ({ ...reader.file, id: reader.lastId() }));
    if (since === undefined) return { records: [], dropped: 0, mark };
    const matches = lineMatcher(rule);
    const arrived: FoundLine[] = [];
    let dropped = 0;
    for (const line of arrivals(readers, since, mark)) {
      if (!matches(line)) continue;
      arrived.push(line);
      if (arrived.length > 2 * limit) dropped += arrived.splice(0, arrived.length - limit).length;
    }
    const latest = latestOf(arrived, limit);
    return { records: latest.map(recordOf), dropped: dropped + arrived.length - latest.length, mark };
  }

  state(): LogStoreState {
    const lines = this.#readers().reduce((sum, reader) => sum + reader.lines(), 0);
    return { lines, bytes: dayFiles(this.#folder).reduce((sum, file) => sum + bytesOf(this.#folder, file), 0) };
  }

  close(): void {
    for (const reader of this.#open.values()) reader.close();
    this.#open.clear();
  }

  /** Step by step along the time, each step over more lines than the one before. */
  #search(search: LogSearch): { readonly lines: readonly FoundLine[]; readonly stoppedAt?: LogPlace } {
    const readers = this.#readers();
    const untilMs = performance.now() + turnMs;
    const { rule, limit, order, after } = search;
    const reading = { rule, matches: lineMatcher(rule), order, untilMs, ...(after && { after }) };
    const found: FoundLine[] = [];
    const spans = spansOf(readers, leftOf(search, after, order), rule, order);
    let left = spans.shift();
    const stepIn = stepping(readers, rule, order);
    for (let lines = lookedThrough; left !== undefined; lines *= growth) {
      const step = stepIn(left, lines);
      const reads = readers.map((reader) => reader.read({ ...reading, ...step, limit: limit - found.length, indexed: lines > lookedThrough }));
      const { lines: more, stoppedUs } = together(reads, order);
      found.push(...more);
      if (found.length >= limit) return { lines: found.slice(0, limit) };
      const rest = behind(left, step, order, stoppedUs);
      left = rest.fromUs < rest.toUs ? rest : spans.shift();
      const isOver = stoppedUs !== undefined || performance.now() > untilMs;
      if (left !== undefined && isOver) return { lines: found, stoppedAt: startOf(left, order) };
    }
    return { lines: found };
  }

  /** One for each file that is there now. */
  #readers(): DayReader[] {
    const files = dayFiles(this.#folder);
    const names = new Set(files.map(fileName));
    for (const [name, reader] of this.#open) {
      if (names.has(name)) continue;
      reader.close();
      this.#open.delete(name);
    }
    return files.flatMap((file) => {
      const reader = this.#open.get(fileName(file)) ?? openReader(this.#folder, file);
      if (reader !== undefined) this.#open.set(fileName(file), reader);
      return reader ?? [];
    });
  }
}

/** Undefined for one that the writer has just begun: there is nothing in it, not even a table. */
function openReader(folder: string, file: DayFile): DayReader | undefined {
  const reader = new DayReader(folder, file);
  let isUsable = false;
  try {
    isUsable = reader.hasTables();
  } finally {
    if (!isUsable) reader.close();
  }
  return isUsable ? reader : undefined;
}

/** The next step of what is left. Where lines of a rule are few they are fetched at once: no step has to end before the last of them. */
function stepping(readers: readonly DayReader[], rule: Rule, order: LogOrder): (left: LogWindow, lines: number) => LogWindow {
  let few: boolean | undefined;
  return (left, lines) => {
    if (lines > lookedThrough) few ??= readers.every((reader) => reader.condition(rule, true).isFew === true);
    return few === true ? left : stepOf(readers, left, order, lines);
  };
}

/** Step by step, and as far as a turn goes. */
function newestFirst<Found>(
  readers: readonly DayReader[],
  { rule, fromUs, toUs }: LogPatternsAsked,
  count: (reader: DayReader, step: LogWindow) => readonly Found[],
): { readonly found: readonly Found[]; readonly restToUs?: number } {
  const found: Found[] = [];
  const untilMs = performance.now() + turnMs;
  const isExact = readers[0]?.condition(rule, true).isExact;
  const atOnce = isExact === true ? countedAtOnce : lookedAtAtOnce;
  const stepIn = stepping(readers, rule, 'newest');
  let restToUs = toUs;
  while (restToUs > fromUs) {
    if (performance.now() > untilMs) return { found, restToUs };
    const step = stepIn({ fromUs, toUs: restToUs }, atOnce);
    const concerned = readers.filter((reader) => reader.holdsAny(step));
    for (const reader of concerned) for (const one of count(reader, step)) found.push(one);
    restToUs = step.fromUs;
  }
  return { found };
}

/** The last line that is known of a file; of one that is older than all that are known, every line is. */
function heardOf(since: LogMark, { file: { day, part } }: DayReader): number {
  const known = since.find((one) => one.day === day && one.part === part);
  const isOld = since.some((one) => day < one.day || (day === one.day && part < one.part));
  return known?.id ?? (isOld ? Number.MAX_SAFE_INTEGER : 0);
}

/** As many as may be told of at once. */
function latestOf(lines: readonly FoundLine[], limit: number): readonly FoundLine[] {
  let signs = 0;
  const tooFar = lines.toReversed().findIndex(({ message }, at) => {
    signs += message.length;
    return at === limit || (at > 0 && signs > toldSigns);
  });
  return tooFar < 0 ? lines : lines.slice(lines.length - tooFar);
}

/** Lines that came between two marks, file by file. */
function* arrivals(readers: readonly DayReader[], since: LogMark, mark: LogMark): Iterable<FoundLine> {
  for (const [at, reader] of readers.entries()) {
    for (const line of reader.since(heardOf(since, reader))) {
      if (line.id > (mark[at]?.id ?? 0)) break;
      yield line;
    }
  }
}

function placeOf({ us, day, part, id }: FoundLine): LogPlace {
  return { us, day, part, id };
}

function recordOf({ day, part, id, us, fine, level, identity, source, message, attributes, pattern }: FoundLine): LogRecord {
  return {
    id: `${day}.${part}.${id}`,
    time: writeTime({ us, fine }),
    level: logLevels[level] ?? 'unknown',
    identity,
    source,
    message,
    attributes: readAttributes(attributes) as LogRecord['attributes'],
    ...(pattern !== '' && { pattern }),
  };
}
