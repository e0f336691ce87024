import { join } from 'node:path';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Rule } from '#contract/find/term.ts';
import type { LogBatchName } from '#contract/log-batch.ts';
import { type Condition, joined, type Values } from './condition.ts';
import { openForReading } from './day-database.ts';
import { type DayFile, fileName } from './day-files.ts';
import type { MatchedLine } from './line-matcher.ts';
import { spanUs } from './line-spans.ts';
import type { LogOrder, LogPlace, LogWindow } from './log-store.ts';
import { countedPart, rollups, rollupsOf } from './rollups.ts';
import { type Names, type Translated, translated } from './translate.ts';

export interface FoundLine extends LogPlace, MatchedLine {
  readonly fine: number;
}

/** What to take from one file. */
export interface Reading extends LogWindow {
  readonly rule: Rule;
  readonly matches: (line: MatchedLine) => boolean;
  readonly limit: number;
  readonly order: LogOrder;
  readonly after?: LogPlace;
  /** Whether words are looked up in the index, or in each line. */
  readonly indexed: boolean;
  /** As `performance.now()` tells it. */
  readonly untilMs: number;
}

export interface Read {
  readonly lines: readonly FoundLine[];
  /** The time of the last line that was looked at, with all others of that time, where there was no time for more. */
  readonly stoppedUs?: number;
}

/** With fewer finds than this, they are fetched one by one. */
const rare = 5000;

/** Of so many lines, finding out which are those of a window takes less than looking up a word in all of them. */
const usuallyLong = 1_000_000;

/** Whole minutes may have so many times the lines that are asked for. */
const tooMany = 2;

/** Of long lines, fewer are read at once. */
const mostSigns = 16 << 20;

/** Files with a time in their names may be many: then what is asked of names is asked of each line. */
export const mostNames = 20_000;

const lineColumns = 'id, at_us, fine, level, identity, source, node, pattern, message, attributes';

/** Reads one file. */
export class DayReader {
  readonly file: DayFile;
  readonly database: DatabaseSync;
  readonly #longLines: number;

  constructor(folder: string, file: DayFile, longLines = usuallyLong) {
    this.#longLines = longLines;
    this.file = file;
    this.database = openForReading(join(folder, fileName(file)));
  }

  close(): void {
    this.database.close();
  }

  /** All of them come in one step, and its version with them. */
  hasTables(): boolean {
    return Number(this.database.prepare('PRAGMA user_version').get()?.user_version) > 0;
  }

  lines(): number {
    return Number(this.database.prepare('SELECT coalesce(sum(count), 0) AS lines FROM hours').get()?.lines);
  }

  /** The highest number of a spool that was stored; 0 where none was. */
  last({ agent, spool }: Pick<LogBatchName, 'agent' | 'spool'>): number {
    return Number(this.database.prepare('SELECT last FROM marks WHERE agent = ? AND spool = ?').get(agent, spool)?.last ?? 0);
  }

  /** The same of all spools of an agent. */
  lastOf(agent: string): number {
    return Number(this.database.prepare('SELECT max(last) AS last FROM marks WHERE agent = ?').get(agent)?.last ?? 0);
  }

  lastId(): number {
    return Number(this.database.prepare('SELECT coalesce(max(id), 0) AS last FROM lines').get()?.last);
  }

  line(id: number): FoundLine | undefined {
    const [line] = this.#lines('lines.id = ?', [id]);
    return line;
  }

  /** As they came. */
  since(id: number): Iterable<FoundLine> {
    return this.#lines('lines.id > ? ORDER BY lines.id', [id]);
  }

  /** The time about so many lines into a window. */
  timeAbout(window: LogWindow, order: LogOrder, lines: number): number | undefined {
    if (!this.#hasSpans()) return this.#timeAt(window, order, lines);
    let before = 0;
    for (const { at, count } of this.#spans(window, order)) {
      before += Number(count);
      if (before > tooMany * lines) return this.#timeAt(window, order, lines);
      if (before >= lines) return order === 'newest' ? Number(at) * spanUs : (Number(at) + 1) * spanUs - 1;
    }
    return undefined;
  }

  /** The time of the line that is so many lines into a window. */
  #timeAt({ fromUs, toUs }: LogWindow, order: LogOrder, lines: number): number | undefined {
    const direction = order === 'newest' ? 'DESC' : 'ASC';
    const row = this.database
      .prepare(`SELECT at_us FROM lines WHERE at_us >= ? AND at_us < ? ORDER BY at_us ${direction} LIMIT 1 OFFSET ?`)
      .get(fromUs, toUs, lines);
    return row === undefined ? undefined : Number(row.at_us);
  }

  condition(rule: Rule, indexed: boolean): Translated {
    return translated(rule, { names: () => this.#names(), indexed, isRare: (match) => this.#isRare(match) });
  }

  /** For the lines of a window: where it is known which they are, or takes less than looking up all, no others are looked up. */
  conditionIn(window: LogWindow, rule: Rule): Translated {
    const isLong = this.#hasSpans() || this.lastId() > this.#longLines;
    return translated(rule, {
      names: () => this.#names(),
      indexed: true,
      isRare: (match) => this.#isRare(match),
      ...(isLong && { ids: () => this.#ids(window) }),
    });
  }

  holdsAny(window: LogWindow): boolean {
    return this.#timeAt(window, 'newest', 0) !== undefined;
  }

  /** Those that may have lines of a rule, by what is counted already. */
  hours({ fromUs, toUs }: LogWindow, rule: Rule): number[] {
    const part = countedPart(rule);
    const { table, widthUs } = rollupsOf(part).at(-1) ?? rollups[2];
    const { sql, values } = joined([{ sql: 'at >= ? AND at <= ?', values: [fromUs, toUs].map((us) => Math.floor(us / widthUs)) }, this.condition(part, true)]);
    return this.database
      .prepare(`SELECT DISTINCT at FROM ${table} WHERE ${sql}`)
      .all(...values)
      .map(({ at }) => Number(at));
  }

  read(reading: Reading): Read {
    const { rule, order, after, indexed, limit } = reading;
    if (!this.holdsAny(reading)) return { lines: [] };
    const condition = indexed && this.#hasSpans() ? this.conditionIn(reading, rule) : this.condition(rule, indexed);
    const { sql, values } = joined([within(reading), ...this.#placed(after, order), condition]);
    const direction = order === 'newest' ? 'DESC' : 'ASC';
    const lines = this.#lines(`${sql} ORDER BY at_us ${direction}, lines.id ${direction} LIMIT ?`, [...values, condition.isExact ? limit : -1]);
    return taken(lines, reading, condition.isExact);
  }

  /** Lines of which a condition lets pass what the rule has to look at. */
  candidates(window: LogWindow, condition: Condition): Iterable<FoundLine> {
    const { sql, values } = joined([within(window), condition]);
    return this.#lines(sql, values);
  }

  #names(): Names | undefined {
    const rows = this.database.prepare('SELECT id, name FROM names LIMIT ?').all(mostNames + 1);
    return rows.length > mostNames ? undefined : rows.map(({ id, name }) => [Number(id), String(name)]);
  }

  /** Looked up as they are met: there may be many more than those. */
  namesOf(table: 'names' | 'patterns'): (number: number) => string {
    const known = new Map<number, string>();
    const statement = this.database.prepare(`SELECT name FROM ${table} WHERE id = ?`);
    return (number) => {
      const name = known.get(number) ?? String(statement.get(number)?.name ?? '');
      known.set(number, name);
      return name;
    };
  }

  /** What several questions see is the same, whatever is written meanwhile. */
  atOneMoment<Answer>(ask: () => Answer): Answer {
    this.database.exec('BEGIN');
    try {
      return ask();
    } finally {
      this.database.exec('COMMIT');
    }
  }

  *#lines(where: string, values: Values): Generator<FoundLine> {
    const [name, patternOf] = [this.namesOf('names'), this.namesOf('patterns')];
    const statement = this.database.prepare(`SELECT ${lineColumns} FROM lines WHERE ${where}`);
    statement.setReturnArrays(true);
    const rows = statement.iterate(...values) as unknown as Iterable<readonly SQLOutputValue[]>;
    for (const [id, us, fine, level, identity, source, node, pattern, message, attributes] of rows) {
      yield {
        ...this.file,
        id: Number(id),
        us: Number(us),
        fine: Number(fine),
        level: Number(level),
        identity: name(Number(identity)),
        source: name(Number(source)),
        node: name(Number(node)),
        pattern: patternOf(Number(pattern)),
        message: String(message),
        attributes: typeof attributes === 'string' ? attributes : null,
      };
    }
  }

  /** Files that nobody writes any more may be of a version without. */
  #hasSpans(): boolean {
    return Number(this.database.prepare('PRAGMA user_version').get()?.user_version) > 2;
  }

  #spans({ fromUs, toUs }: LogWindow, order: LogOrder): Iterable<Record<string, SQLOutputValue>> {
    const statement = this.database.prepare(`SELECT at, count FROM spans WHERE at >= ? AND at < ? ORDER BY at ${order === 'newest' ? 'DESC' : 'ASC'}`);
    return statement.iterate(Math.floor(fromUs / spanUs), Math.ceil(toUs / spanUs));
  }

  /** Between these are the numbers of a window: lines come about in the order of their times. */
  #ids({ fromUs, toUs }: LogWindow): readonly [first: number, last: number] {
    const row = this.#hasSpans()
      ? this.database
          .prepare('SELECT coalesce(min(first), 0) AS first, coalesce(max(last), 0) AS last FROM spans WHERE at >= ? AND at < ?')
          .get(Math.floor(fromUs / spanUs), Math.ceil(toUs / spanUs))
      : this.database
          .prepare('SELECT coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last FROM lines INDEXED BY lines_at WHERE at_us >= ? AND at_us < ?')
          .get(fromUs, toUs);
    return [Number(row?.first ?? 0), Number(row?.last ?? 0)];
  }

  #isRare(match: string): boolean {
    const row = this.database.prepare('SELECT count(*) AS found FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)').get(match, rare);
    return Number(row?.found) < rare;
  }

  /** What comes behind a place, which may be in another file. */
  #placed(after: LogPlace | undefined, order: LogOrder): Condition[] {
    if (after === undefined) return [];
    const { us, day, part, id } = after;
    const sign = order === 'newest' ? '<' : '>';
    if (day === this.file.day && part === this.file.part) {
      return [{ sql: `(at_us ${sign} ? OR (at_us = ? AND lines.id ${sign} ?))`, values: [us, us, id] }];
    }
    const isEarlier = this.file.day < day || (this.file.day === day && this.file.part < part);
    return [{ sql: `at_us ${sign}${isEarlier === (order === 'newest') ? '=' : ''} ?`, values: [us] }];
  }
}

/** Lines of one time are taken together, so that the next time goes on between two times. */
function taken(found: Iterable<FoundLine>, { matches, limit, untilMs }: Reading, isExact: boolean): Read {
  const lines: FoundLine[] = [];
  let lastUs: number | undefined;
  let signs = 0;
  for (const line of found) {
    const isOver = signs > mostSigns || performance.now() > untilMs;
    if (lastUs !== undefined && line.us !== lastUs && isOver) return { lines, stoppedUs: lastUs };
    lastUs = line.us;
    if (!isExact && !matches(line)) continue;
    lines.push(line);
    signs += line.message.length;
    if (lines.length === limit) break;
  }
  return { lines };
}

export function within({ fromUs, toUs }: LogWindow): Condition {
  return { sql: 'at_us >= ? AND at_us < ?', values: [fromUs, toUs] };
}
