import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { LogBatchName } from '#contract/log-batch.ts';
import { indexedText } from '#contract/words.ts';
import { openForWriting } from './day-database.ts';
import { type DayFile, fileName } from './day-files.ts';
import type { DecodedLine } from './decode-batch.ts';
import { rollups } from './rollups.ts';

/** Highest sequence number that was stored, by agent and spool. */
export type Marks = readonly { readonly agent: string; readonly spool: string; readonly last: number }[];

/** Names that are kept in memory; there are few, but files with a time in their names may be many. */
const mostNames = 20_000;

type CountedRow = [at: number, level: number, identity: number, node: number, count: number];

/** Writes one file. */
export class DayWriter {
  readonly file: DayFile;
  readonly #database: DatabaseSync;
  readonly #names = new Map<string, number>();
  readonly #insert: Readonly<Record<'line' | 'words' | 'mark' | 'name' | 'lost', StatementSync>>;
  readonly #counts: readonly StatementSync[];
  #nextId: number;

  constructor(folder: string, file: DayFile) {
    this.file = file;
    const database = openForWriting(join(folder, fileName(file)));
    this.#database = database;
    this.#insert = {
      line: database.prepare('INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      words: database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)'),
      mark: database.prepare('INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)'),
      lost: database.prepare('INSERT INTO lost VALUES (?, ?)'),
      name: database.prepare('INSERT INTO names (name) VALUES (?) ON CONFLICT DO UPDATE SET name = name RETURNING id'),
    };
    this.#counts = rollups.map(({ table }) =>
      database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`),
    );
    this.#nextId = Number(database.prepare('SELECT coalesce(max(id), 0) + 1 AS next FROM lines').get()?.next);
  }

  get bytes(): number {
    const row = this.#database.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size').get();
    return Number(row?.bytes ?? 0);
  }

  marks(): Marks {
    const rows = this.#database.prepare('SELECT agent, spool, last FROM marks').all();
    return rows.map(({ agent, spool, last }) => ({ agent: String(agent), spool: String(spool), last: Number(last) }));
  }

  setMarks(marks: Marks): void {
    this.#inTransaction(() => {
      for (const { agent, spool, last } of marks) this.#insert.mark.run(agent, spool, last);
    });
  }

  last({ agent, spool }: LogBatchName): number {
    const row = this.#database.prepare('SELECT last FROM marks WHERE agent = ? AND spool = ?').get(agent, spool);
    return Number(row?.last ?? 0);
  }

  /** The lines, the number of the last one, and how many are missing before the first: all or none. */
  append(lines: readonly DecodedLine[], { agent, spool, first, count }: LogBatchName, missing: number): void {
    const firstId = this.#nextId;
    try {
      this.#inTransaction(() => {
        const node = this.#name(agent);
        const counted = new Map<string, CountedRow>();
        for (const line of lines) this.#line(line, node, counted);
        this.#count([...counted.values()]);
        if (missing > 0) this.#insert.lost.run(lines[0]?.time.us ?? 0, missing);
        this.#insert.mark.run(agent, spool, first + count - 1);
      });
    } catch (error) {
      this.#nextId = firstId;
      this.#names.clear();
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  #line({ time, level, identity, source, message, attributes }: DecodedLine, node: number, counted: Map<string, CountedRow>): void {
    const id = this.#nextId++;
    const by = this.#name(identity);
    this.#insert.line.run(id, time.us, time.fine, level, by, this.#name(source), node, message, attributes);
    this.#insert.words.run(id, indexedText(message));
    const at = Math.floor(time.us / rollups[0].widthUs);
    const key = `${at} ${level} ${by}`;
    const row = counted.get(key);
    if (row === undefined) counted.set(key, [at, level, by, node, 1]);
    else row[4] += 1;
  }

  /** From the narrowest rows to the widest. */
  #count(rows: readonly CountedRow[]): void {
    for (const [at, statement] of this.#counts.entries()) {
      const times = (rollups[at]?.widthUs ?? 1) / rollups[0].widthUs;
      const wider = new Map<string, CountedRow>();
      for (const [start, level, identity, node, count] of rows) {
        const row: CountedRow = [Math.floor(start / times), level, identity, node, count];
        const known = wider.get(row.slice(0, 3).join(' '));
        if (known === undefined) wider.set(row.slice(0, 3).join(' '), row);
        else known[4] += count;
      }
      for (const row of wider.values()) statement.run(...row);
    }
  }

  #name(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    if (this.#names.size >= mostNames) this.#names.clear();
    const id = Number(this.#insert.name.get(name)?.id);
    this.#names.set(name, id);
    return id;
  }

  #inTransaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
