import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Rule } from '#contract/find/term.ts';
import { minuteUs, openForReading } from './day-database.ts';
import { type DayFile, fileName } from './day-files.ts';
import type { MatchedLine } from './line-matcher.ts';
import type { LogOrder, LogPlace, LogWindow } from './log-store.ts';
import { type Condition, isInMinutes, type Names, type Translated, translated, type Values } from './translate.ts';

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

/** Of long lines, fewer are read at once. */
const mostSigns = 16 << 20;

const lineColumns = `lines.id, at_us, fine, level, by.name AS identity, origin.name AS source, host.name AS node, message, attributes
  FROM lines JOIN names AS by ON by.id = identity JOIN names AS origin ON origin.id = source JOIN names AS host ON host.id = node`;

/** Reads one file. */
export class DayReader {
  readonly file: DayFile;
  readonly database: DatabaseSync;

  constructor(folder: string, file: DayFile) {
    this.file = file;
    this.database = openForReading(join(folder, fileName(file)));
  }

  close(): void {
    this.database.close();
  }

  lines(): number {
    return Number(this.database.prepare('SELECT coalesce(sum(count), 0) AS lines FROM minutes').get()?.lines);
  }

  lastId(): number {
    return Number(this.database.prepare('SELECT coalesce(max(id), 0) AS last FROM lines').get()?.last);
  }

  line(id: number): FoundLine | undefined {
    const row = this.database.prepare(`SELECT ${lineColumns} WHERE lines.id = ?`).get(id);
    return row && this.#lineOf(row);
  }

  /** As they came. */
  *since(id: number): Iterable<FoundLine> {
    for (const row of this.database.prepare(`SELECT ${lineColumns} WHERE lines.id > ? ORDER BY lines.id`).iterate(id)) yield this.#lineOf(row);
  }

  /** The time of the line that is so many lines into a window. */
  timeAt({ fromUs, toUs }: LogWindow, order: LogOrder, lines: number): number | undefined {
    const direction = order === 'newest' ? 'DESC' : 'ASC';
    const row = this.database
      .prepare(`SELECT at_us FROM lines WHERE at_us >= ? AND at_us < ? ORDER BY at_us ${direction} LIMIT 1 OFFSET ?`)
      .get(fromUs, toUs, lines);
    return row === undefined ? undefined : Number(row.at_us);
  }

  condition(rule: Rule, indexed: boolean): Translated {
    return translated(rule, { names: this.names(), indexed, isRare: (match) => this.#isRare(match) });
  }

  holdsAny(window: LogWindow): boolean {
    return this.timeAt(window, 'newest', 0) !== undefined;
  }

  read(reading: Reading): Read {
    const { rule, order, after, indexed, limit } = reading;
    if (!this.holdsAny(reading)) return { lines: [] };
    const condition = this.condition(rule, indexed);
    if (indexed && isInMinutes(rule) && !this.#isInMinutes(reading, condition)) return { lines: [] };
    const { sql, values } = joined([within(reading), ...this.#placed(after, order), condition]);
    const direction = order === 'newest' ? 'DESC' : 'ASC';
    const statement = this.database.prepare(`SELECT ${lineColumns} WHERE ${sql} ORDER BY at_us ${direction}, lines.id ${direction} LIMIT ?`);
    return this.#taken(statement.iterate(...values, condition.isExact ? limit : -1), reading, condition.isExact);
  }

  /** Lines of which a condition lets pass what the rule has to look at. */
  *candidates(window: LogWindow, condition: Condition): Iterable<FoundLine> {
    const { sql, values } = joined([within(window), condition]);
    for (const row of this.database.prepare(`SELECT ${lineColumns} WHERE ${sql}`).iterate(...values)) yield this.#lineOf(row);
  }

  names(): Names {
    return this.database
      .prepare('SELECT id, name FROM names')
      .all()
      .map(({ id, name }) => [Number(id), String(name)]);
  }

  /** Lines of one time are taken together, so that the next time goes on between two times. */
  #taken(rows: Iterable<Row>, { matches, limit, untilMs }: Reading, isExact: boolean): Read {
    const lines: FoundLine[] = [];
    let lastUs: number | undefined;
    let signs = 0;
    for (const row of rows) {
      const us = Number(row.at_us);
      if (lastUs !== undefined && us !== lastUs && (signs > mostSigns || performance.now() > untilMs)) return { lines, stoppedUs: lastUs };
      lastUs = us;
      const line = this.#lineOf(row);
      const isFound = isExact || matches(line);
      if (isFound) lines.push(line);
      if (isFound) signs += line.message.length;
      if (lines.length === limit) break;
    }
    return { lines };
  }

  #lineOf(row: Row): FoundLine {
    return {
      ...this.file,
      id: Number(row.id),
      us: Number(row.at_us),
      fine: Number(row.fine),
      level: Number(row.level),
      identity: String(row.identity),
      source: String(row.source),
      node: String(row.node),
      message: String(row.message),
      attributes: row.attributes === null ? null : String(row.attributes),
    };
  }

  /** What has no line in a minute needs no look at the lines. */
  #isInMinutes({ fromUs, toUs }: LogWindow, condition: Condition): boolean {
    const { sql, values } = joined([{ sql: 'minute >= ? AND minute <= ?', values: [fromUs, toUs].map((us) => Math.floor(us / minuteUs)) }, condition]);
    return this.database.prepare(`SELECT 1 FROM minutes WHERE ${sql} LIMIT 1`).get(...values) !== undefined;
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

type Row = Readonly<Record<string, unknown>>;

export function within({ fromUs, toUs }: LogWindow): Condition {
  return { sql: 'at_us >= ? AND at_us < ?', values: [fromUs, toUs] };
}

export function joined(conditions: readonly Condition[]): { readonly sql: string; readonly values: Values } {
  return { sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '), values: conditions.flatMap(({ values }) => values) };
}
