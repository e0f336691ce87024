import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Of one file. Lines of what is beyond have no pattern. */
const mostPatterns = 50_000;
/** The latest of them go on in the next file, which has room for others. */
const mostKept = mostPatterns / 2;

export type Templates = readonly { readonly pattern: string; readonly template: string }[];

/** Patterns of lines by number, and their templates, which come with few of these. */
export class PatternTable {
  readonly #numbers = new Map<string, number>();
  readonly #statements: Readonly<Record<'add' | 'tell' | 'all' | 'latest', StatementSync>>;

  constructor(database: DatabaseSync) {
    this.#statements = {
      add: database.prepare('INSERT INTO patterns (name) VALUES (?) RETURNING id'),
      tell: database.prepare('UPDATE patterns SET template = ? WHERE id = ?'),
      all: database.prepare('SELECT id, name FROM patterns'),
      latest: database.prepare('SELECT name, template FROM (SELECT * FROM patterns WHERE template IS NOT NULL ORDER BY id DESC LIMIT ?) ORDER BY id'),
    };
    this.read();
  }

  /** 0: none. */
  numberOf(pattern: string, template: string | undefined): number {
    if (pattern === '') return 0;
    const number = this.#numbers.get(pattern) ?? this.#add(pattern);
    if (template !== undefined && number > 0) this.#statements.tell.run(template, number);
    return number;
  }

  templates(): Templates {
    return this.#statements.latest.all(mostKept).map(({ name, template }) => ({ pattern: String(name), template: String(template) }));
  }

  /** All that are there: also after a transaction that failed. */
  read(): void {
    this.#numbers.clear();
    for (const { id, name } of this.#statements.all.all()) this.#numbers.set(String(name), Number(id));
  }

  #add(pattern: string): number {
    if (this.#numbers.size >= mostPatterns) return 0;
    const number = Number(this.#statements.add.get(pattern)?.id);
    this.#numbers.set(pattern, number);
    return number;
  }
}
