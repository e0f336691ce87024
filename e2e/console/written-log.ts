import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** So often a line is written, so that there are some in every window that ends now. */
const everyMs = 2000;
const few = ['payments:443 refused the connection', 'order 17 was not paid', 'order 18 was not paid'];
const atFirst = 200;

/** A log of a shop that goes on. */
export class WrittenLog implements Disposable {
  static readonly line = /order \d+ was paid/;
  static readonly errors = few.length;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sonde-written-'));
  readonly #timer: NodeJS.Timeout;
  #orders = 0;

  constructor() {
    for (const text of few) this.#write('ERROR', text);
    for (let count = 0; count < atFirst; count += 1) this.#sell();
    this.#timer = setInterval(() => this.#sell(), everyMs);
  }

  /** With which Sonde reads it. */
  get flags(): string[] {
    return ['--logs', join(this.#folder, '*.log')];
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    rmSync(this.#folder, { recursive: true });
  }

  #sell(): void {
    this.#orders += 1;
    const words = `order ${this.#orders} was paid with a card, and goes to an address that is somewhat long`;
    this.#write(
      this.#orders % 20 === 0 ? 'WARN' : 'INFO',
      `${words.repeat(this.#orders % 9 === 0 ? 4 : 1)} till=${this.#orders % 3 === 0 ? 'south' : 'north'} took=${this.#orders % 40}ms`,
    );
  }

  #write(level: string, text: string): void {
    appendFileSync(join(this.#folder, 'shop.log'), `${new Date().toISOString()} ${level} ${text}\n`);
  }
}
