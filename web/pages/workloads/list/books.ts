import type { RowBook } from './rows.ts';

/** What was loaded and may still be asked for, by the load: what the page shows, and what it has not heard of yet or may give up. */
export class Books {
  readonly #books = new Map<number, RowBook>();

  add(load: number, book: RowBook): void {
    this.#books.set(load, book);
  }

  /** Who asks for it has heard of it, and asks for none before it any more. */
  of(load: number): RowBook | undefined {
    for (const earlier of this.#books.keys()) if (earlier < load) this.#books.delete(earlier);
    return this.#books.get(load);
  }

  drop(load: number): void {
    this.#books.delete(load);
  }
}
