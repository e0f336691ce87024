import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The lines of a minute: their lowest and highest number, and how many there are. */
interface Span {
  first: number;
  last: number;
  count: number;
}

export const spanUs = 60e6;

/** Where in a file the lines of a time are: they come about in the order of their times, so that few others are between them. */
export class LineSpans {
  readonly #statement: StatementSync;
  readonly #spans = new Map<number, Span>();

  constructor(database: DatabaseSync) {
    this.#statement = database.prepare(`INSERT INTO spans VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
      SET first = min(first, excluded.first), last = max(last, excluded.last), count = count + excluded.count`);
  }

  /** Numbers only grow. */
  add(us: number, id: number): void {
    const at = Math.floor(us / spanUs);
    const span = this.#spans.get(at);
    if (span === undefined) this.#spans.set(at, { first: id, last: id, count: 1 });
    else {
      span.last = id;
      span.count += 1;
    }
  }

  /** Those that were added since the last time. */
  write(): void {
    for (const [at, { first, last, count }] of this.#spans) this.#statement.run(at, first, last, count);
    this.#spans.clear();
  }

  /** What was added is not there: its transaction failed. */
  forget(): void {
    this.#spans.clear();
  }
}
