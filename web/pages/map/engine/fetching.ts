import { failureOf } from '../../../ui/api.ts';
import type { Report } from './protocol.ts';

/** What the page asked for and is being fetched: of what fails the page is told why. */
export class Fetching {
  readonly #report: (report: Report) => void;
  readonly #stops = new Map<number, AbortController>();

  constructor(report: (report: Report) => void) {
    this.#report = report;
  }

  /** `work` tells its answer by itself. */
  async answer(id: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    this.#stops.set(id, stop);
    try {
      await work(stop.signal);
    } catch (error) {
      this.#report({ kind: 'failed', id, failure: failureOf(error) });
    } finally {
      this.#stops.delete(id);
    }
  }

  abandon(id: number): void {
    this.#stops.get(id)?.abort();
  }
}
