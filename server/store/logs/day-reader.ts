import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Findable, type Held, matches } from '#contract/find/match.ts';
import type { Comparison } from '#contract/find/parse.ts';
import type { LogBatchName } from '#contract/log-batch.ts';
import { logLevels } from '#contract/log-levels.ts';
import { minuteUs, openForReading } from './day-database.ts';
import { type DayFile, fileName } from './day-files.ts';
import { type LogFilter, matchOf, phrasesHold } from './filter.ts';
import type { LogCounting, LogPlace, LogSearch, Lost } from './log-store.ts';

export interface FoundLine extends LogPlace {
  readonly fine: number;
  readonly level: number;
  readonly identity: string;
  readonly source: string;
  readonly message: string;
  readonly attributes: string | null;
}

export interface Counted {
  readonly bucket: number;
  readonly level: number;
  readonly count: number;
}

type Values = readonly (string | number)[];

/** A condition on `lines`, with the values of its parameters. */
interface Condition {
  readonly sql: string;
  readonly values: Values;
}

/** As many lines are looked through before the index is asked: what is frequent is found among them, and what is rare by the index. */
const lookedThrough = 4000;

/** Reads one file. */
export class DayReader {
  readonly file: DayFile;
  readonly #database: DatabaseSync;

  constructor(folder: string, file: DayFile) {
    this.file = file;
    this.#database = openForReading(join(folder, fileName(file)));
  }

  close(): void {
    this.#database.close();
  }

  lines(): number {
    return Number(this.#database.prepare('SELECT coalesce(sum(count), 0) AS lines FROM minutes').get()?.lines);
  }

  /** The highest number of a spool that was stored; 0 where none was. */
  last({ agent, spool }: Pick<LogBatchName, 'agent' | 'spool'>): number {
    return Number(this.#database.prepare('SELECT last FROM marks WHERE agent = ? AND spool = ?').get(agent, spool)?.last ?? 0);
  }

  /** How many lines are missing, whatever they would have held. */
  lost({ fromUs, toUs, startUs, widthUs }: Omit<LogCounting, 'filter'>): Lost[] {
    const rows = this.#database
      .prepare(`SELECT ${bucketOf('at_us')} AS bucket, sum(count) AS count FROM lost WHERE at_us >= ? AND at_us < ? GROUP BY bucket`)
      .all(startUs, widthUs, fromUs, toUs);
    return rows.map(({ bucket, count }) => ({ bucket: Number(bucket), count: Number(count) }));
  }

  /** Newest first. */
  search({ filter, limit, before, ...window }: LogSearch): FoundLine[] {
    const conditions = [within(window.fromUs, window.toUs), ...this.#placed(before), ...this.#comparisons(filter)];
    if (filter.phrases.length === 0) return this.#select([...conditions, ...this.#newestEnough(filter, limit, window, before)], limit);
    const newest = this.#select(conditions, lookedThrough);
    const held = newest.filter(({ message }) => phrasesHold(filter.phrases, message));
    if (held.length >= limit || newest.length < lookedThrough) return held.slice(0, limit);
    const last = newest.at(-1);
    const older = this.#select([...conditions, ...this.#placed(last), ...worded(filter)], limit - held.length);
    return [...held, ...older];
  }

  count({ filter, fromUs, toUs, startUs, widthUs }: LogCounting): Counted[] {
    const isWhole = filter.phrases.length === 0 && isRolledUp(filter) && widthUs % minuteUs === 0 && startUs % minuteUs === 0;
    const bodyFromUs = isWhole ? Math.min(toUs, Math.ceil(fromUs / minuteUs) * minuteUs) : toUs;
    const bodyToUs = isWhole ? Math.max(bodyFromUs, Math.floor(toUs / minuteUs) * minuteUs) : toUs;
    const comparisons = this.#comparisons(filter);
    const exact = (from: number, to: number) => this.#countLines([within(from, to), ...comparisons, ...worded(filter)], startUs, widthUs);
    return this.#atOneMoment(() => [
      ...exact(fromUs, bodyFromUs),
      ...(bodyToUs > bodyFromUs
        ? [...this.#countMinutes(comparisons, { fromUs: bodyFromUs, toUs: bodyToUs, startUs, widthUs }), ...exact(bodyToUs, toUs)]
        : []),
    ]);
  }

  #select(conditions: readonly Condition[], limit: number): FoundLine[] {
    const { sql, values } = joined(conditions);
    const rows = this.#database
      .prepare(
        `SELECT lines.id, at_us, fine, level, by.name AS identity, origin.name AS source, message, attributes
         FROM lines JOIN names AS by ON by.id = identity JOIN names AS origin ON origin.id = source
         WHERE ${sql} ORDER BY at_us DESC, lines.id DESC LIMIT ?`,
      )
      .all(...values, limit);
    return rows.map((row) => ({
      ...this.file,
      id: Number(row.id),
      us: Number(row.at_us),
      fine: Number(row.fine),
      level: Number(row.level),
      identity: String(row.identity),
      source: String(row.source),
      message: String(row.message),
      attributes: row.attributes === null ? null : String(row.attributes),
    }));
  }

  #countLines(conditions: readonly Condition[], startUs: number, widthUs: number): Counted[] {
    const { sql, values } = joined(conditions);
    return this.#counted(`SELECT ${bucketOf('at_us')} AS bucket, level, count(*) AS count FROM lines WHERE ${sql} GROUP BY bucket, level`, [
      startUs,
      widthUs,
      ...values,
    ]);
  }

  /** Conditions that do not look at single lines hold for the rows of a minute as well. */
  #countMinutes(comparisons: readonly Condition[], { fromUs, toUs, startUs, widthUs }: Omit<LogCounting, 'filter'>): Counted[] {
    const { sql, values } = joined([{ sql: 'minute >= ? AND minute < ?', values: [fromUs / minuteUs, toUs / minuteUs] }, ...comparisons]);
    return this.#counted(`SELECT ${bucketOf(`minute * ${minuteUs}`)} AS bucket, level, sum(count) AS count FROM minutes WHERE ${sql} GROUP BY bucket, level`, [
      startUs,
      widthUs,
      ...values,
    ]);
  }

  #counted(sql: string, values: Values): Counted[] {
    const rows = this.#database.prepare(sql).all(...values);
    return rows.map(({ bucket, level, count }) => ({ bucket: Number(bucket), level: Number(level), count: Number(count) }));
  }

  /** From which minute on there are enough lines for a page: where few are of a level, the others need not be looked at. */
  #newestEnough(filter: LogFilter, limit: number, { fromUs, toUs }: { fromUs: number; toUs: number }, before: LogPlace | undefined): Condition[] {
    if (!isRolledUp(filter)) return [];
    const endUs = Math.min(toUs, before?.us ?? toUs);
    const { sql, values } = joined([
      { sql: 'minute >= ? AND minute <= ?', values: [Math.floor(fromUs / minuteUs), Math.floor(endUs / minuteUs)] },
      ...this.#comparisons(filter),
    ]);
    const rows = this.#database.prepare(`SELECT minute, sum(count) AS count FROM minutes WHERE ${sql} GROUP BY minute ORDER BY minute DESC`).iterate(...values);
    let found = 0;
    for (const { minute, count } of rows) {
      // Of the last minute, a part may be outside of the window.
      if (Number(minute) < Math.floor(endUs / minuteUs)) found += Number(count);
      if (found >= limit) return [{ sql: 'at_us >= ?', values: [Number(minute) * minuteUs] }];
    }
    return [];
  }

  /** What is older than a place, which may be in another file. */
  #placed(before: LogPlace | undefined): Condition[] {
    if (before === undefined) return [];
    const { day, part } = this.file;
    if (day === before.day && part === before.part) return [{ sql: '(at_us < ? OR (at_us = ? AND lines.id < ?))', values: [before.us, before.us, before.id] }];
    const isEarlier = day < before.day || (day === before.day && part < before.part);
    return [{ sql: `at_us ${isEarlier ? '<=' : '<'} ?`, values: [before.us] }];
  }

  /** There are few names and levels: those for which a comparison holds are found first, by the rules of the map's find. */
  #comparisons({ comparisons }: LogFilter): Condition[] {
    if (comparisons.length === 0) return [];
    const names = this.#database.prepare('SELECT id, name FROM names').all();
    return comparisons.map((comparison) => {
      const column = columns[comparison.field] ?? 'identity';
      const holds = (held: (field: string) => Held) => matches({ terms: [comparison], errors: [] }, findable(held));
      const numbers =
        column === 'level'
          ? logLevels.flatMap((_, number) => (holds(() => number) ? number : []))
          : names.flatMap(({ id, name }) => (holds(heldOf(comparison, String(name))) ? Number(id) : []));
      return { sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(numbers)] };
    });
  }

  #atOneMoment<T>(work: () => T): T {
    this.#database.exec('BEGIN');
    try {
      return work();
    } finally {
      this.#database.exec('COMMIT');
    }
  }
}

/** Whether the rows of a minute have what is asked for. */
function isRolledUp({ comparisons }: LogFilter): boolean {
  return comparisons.every(({ field }) => ['level', 'app', 'ns', 'kind', 'identity'].includes(field));
}

/** A number from JavaScript is a real one for SQLite, and would divide as such. */
const bucketOf = (us: string) => `(${us} - CAST(? AS INTEGER)) / CAST(? AS INTEGER)`;

const columns: Readonly<Record<string, string>> = { level: 'level', source: 'source', node: 'node' };

function findable(held: (field: string) => Held): Findable {
  return { has: () => false, held };
}

/** `container:shop/api` → kind container, namespace shop, name api. */
function heldOf({ field }: Comparison, name: string): () => Held {
  if (columns[field] !== undefined) return () => name;
  const [, kind = '', namespace = '', app = ''] = /^([a-z]+):(?:([^/]*)\/)?(.*)$/s.exec(name) ?? [];
  const parts: Readonly<Record<string, string>> = { app, ns: namespace, kind };
  return () => parts[field] ?? name;
}

function within(fromUs: number, toUs: number): Condition {
  return { sql: 'at_us >= ? AND at_us < ?', values: [fromUs, toUs] };
}

function worded({ phrases }: LogFilter): Condition[] {
  const wanted = phrases.filter(({ negated }) => !negated);
  const unwanted = phrases.filter(({ negated }) => negated);
  return [
    ...(wanted.length === 0 ? [] : [{ sql: 'lines.id IN (SELECT rowid FROM words WHERE words MATCH ?)', values: [matchOf(wanted, 'AND')] }]),
    ...(unwanted.length === 0 ? [] : [{ sql: 'lines.id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)', values: [matchOf(unwanted, 'OR')] }]),
  ];
}

function joined(conditions: readonly Condition[]): Condition {
  return { sql: conditions.map(({ sql }) => sql).join(' AND '), values: conditions.flatMap(({ values }) => values) };
}
