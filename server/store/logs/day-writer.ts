import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { LogBatchName } from '#contract/log-batch.ts';
import { indexedText } from '#contract/words.ts';
import { openForWriting } from './day-database.ts';
import { type DayFile, fileName } from './day-files.ts';
import type { DecodedLine } from './decode-batch.ts';
import { LineCounts } from './line-counts.ts';
import { LineSpans } from './line-spans.ts';
import { PatternTable, type Templates } from './pattern-table.ts';

/** Highest sequence number that was stored, by agent and spool. */
export type Marks = readonly { readonly agent: string; readonly spool: string; readonly last: number }[];

/** Names that are kept in memory; there are few, but files with a time in their names may be many. */
const mostNames = 20_000;

/** Writes one file. */
export class DayWriter {
  readonly file: DayFile;
  readonly #database: DatabaseSync;
  readonly #names = new Map<string, number>();
  readonly #insert: Readonly<Record<'line' | 'words' | 'mark' | 'name' | 'lost', StatementSync>>;
  readonly #counts: LineCounts;
  readonly #spans: LineSpans;
  readonly #patterns: PatternTable;
  /** Of the last line of each spool, as long as this file is open. */
  readonly #lastUs = new Map<string, number>();
  #nextId: number;

  /** `besideBytes`: about as much may stand beside the file until it is written into it. */
  constructor(folder: string, file: DayFile, besideBytes: number) {
    this.file = file;
    const database = openForWriting(join(folder, fileName(file)), besideBytes);
    this.#database = database;
    this.#insert = {
      line: database.prepare('INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      words: database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)'),
      mark: database.prepare('INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)'),
      lost: database.prepare('INSERT INTO lost (at_us, count, from_us, node, reason) VALUES (?, ?, ?, ?, ?)'),
      name: database.prepare('INSERT INTO names (name) VALUES (?) ON CONFLICT DO UPDATE SET name = name RETURNING id'),
    };
    this.#counts = new LineCounts(database);
    this.#spans = new LineSpans(database);
    this.#patterns = new PatternTable(database);
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

  templates(): Templates {
    return this.#patterns.templates();
  }

  /** What lines that come build on, and lines of another file told. */
  goOn(marks: Marks, templates: Templates): void {
    this.#inTransaction(() => {
      for (const { agent, spool, last } of marks) this.#insert.mark.run(agent, spool, last);
      for (const { pattern, template } of templates) this.#patterns.numberOf(pattern, template);
    });
  }

  last({ agent, spool }: LogBatchName): number {
    const row = this.#database.prepare('SELECT last FROM marks WHERE agent = ? AND spool = ?').get(agent, spool);
    return Number(row?.last ?? 0);
  }

  /** Of all spools of an agent. */
  lastOf(agent: string): number {
    return Number(this.#database.prepare('SELECT max(last) AS last FROM marks WHERE agent = ?').get(agent)?.last ?? 0);
  }

  /** The lines, the number of the last one, and how many are missing before the first: all or none. */
  append(lines: readonly DecodedLine[], { agent, spool, first, count, lostBy = 'unknown' }: LogBatchName, missing: number): void {
    const firstId = this.#nextId;
    const atUs = lines[0]?.time.us ?? 0;
    try {
      this.#inTransaction(() => {
        const node = this.#name(agent);
        for (const line of lines) this.#line(line, node);
        this.#counts.write(node);
        this.#spans.write();
        if (missing > 0) this.#insert.lost.run(atUs, missing, Math.min(atUs, this.#lastUs.get(spool) ?? atUs), agent, lostBy);
        this.#insert.mark.run(agent, spool, first + count - 1);
      });
      this.#lastUs.set(spool, lines.at(-1)?.time.us ?? atUs);
    } catch (error) {
      this.#nextId = firstId;
      this.#names.clear();
      this.#counts.forget();
      this.#spans.forget();
      this.#patterns.read();
      throw error;
    }
  }

  /** Lines of that time are known to be missing. */
  miss(us: number, lines: number): void {
    this.#insert.lost.run(us, lines, us, '', 'unknown');
  }

  close(): void {
    this.#database.close();
  }

  #line({ time, level, identity, source, message, attributes, pattern, template }: DecodedLine, node: number): void {
    const id = this.#nextId++;
    const by = this.#name(identity);
    const of = this.#patterns.numberOf(pattern, template);
    this.#insert.line.run(id, time.us, time.fine, level, by, this.#name(source), node, of, message, attributes);
    this.#insert.words.run(id, indexedText(message));
    this.#counts.add(time.us, level, by, of);
    this.#spans.add(time.us, id);
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
