import { hash } from 'node:crypto';

const most = 64;

/** Requests that were kept and whose sender had gone by then: it sends the same bytes again, and they are here already. */
export class Unanswered {
  readonly #sums = new Set<string>();

  add(body: Uint8Array): void {
    this.#sums.add(sumOf(body));
    const [oldest] = this.#sums;
    if (this.#sums.size > most && oldest !== undefined) this.#sums.delete(oldest);
  }

  /** Whether it is one of them; it is answered now. */
  take(body: Uint8Array): boolean {
    return this.#sums.size > 0 && this.#sums.delete(sumOf(body));
  }
}

function sumOf(body: Uint8Array): string {
  return hash('sha256', body, 'base64');
}
