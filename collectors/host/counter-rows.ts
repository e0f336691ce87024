export interface CounterRowsOptions {
  /** Where the counters begin at 0 again, for those of fewer than 64 bits. */
  readonly wrapsAt?: number;
  /** Going back by no more than this is no new beginning. */
  readonly jitter?: number;
}

/**
 * What the kernel's counters gained since the last look, by row and place in it. A row counts from when it was first
 * seen; a counter that went back began anew. A value that is missing this time is made up for at the next good one.
 */
export class CounterRows {
  readonly #wrapsAt: number;
  readonly #jitter: number;
  readonly #rows = new Map<string, (number | undefined)[]>();

  constructor({ wrapsAt = Number.POSITIVE_INFINITY, jitter = 0 }: CounterRowsOptions = {}) {
    this.#wrapsAt = wrapsAt;
    this.#jitter = jitter;
  }

  /** For a row that is known to have begun since the last look: all that it has by now was gained. */
  begin(row: string, places: number): void {
    if (!this.#rows.has(row)) this.#rows.set(row, new Array<number>(places).fill(0));
  }

  /** Undefined at the place of a value that is undefined. */
  gains(row: string, now: readonly (number | undefined)[]): (number | undefined)[] {
    const before = this.#rows.get(row) ?? [];
    const kept = now.map((value, at) => this.#kept(before[at], value));
    this.#rows.set(row, kept);
    return now.map((value, at) => (value === undefined ? undefined : this.#gain(before[at], value)));
  }

  keepOnly(rows: { has(row: string): boolean }): void {
    for (const row of this.#rows.keys()) if (!rows.has(row)) this.#rows.delete(row);
  }

  #kept(before: number | undefined, now: number | undefined): number | undefined {
    if (now === undefined || before === undefined) return now ?? before;
    return this.#isJitter(before, now) ? before : now;
  }

  #gain(before: number | undefined, now: number): number {
    if (before === undefined || this.#isJitter(before, now)) return 0;
    if (now >= before) return now - before;
    const wrapped = this.#wrapsAt - before + now;
    return wrapped < this.#wrapsAt / 2 ? wrapped : now;
  }

  #isJitter(before: number, now: number): boolean {
    return now < before && before - now <= this.#jitter;
  }
}
