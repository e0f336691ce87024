interface Mark {
  readonly first: number;
  readonly ms: number;
}

const most = 2048;
const finestMs = 1000;

/** When lines came, by their sequence numbers: to the second, and less fine the longer they wait. */
export class Ages {
  #marks: Mark[] = [];
  #finestMs = finestMs;

  /** Of all lines from this one on. */
  came(first: number, ms: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && ms - last.ms < this.#finestMs) return;
    this.#marks.push({ first, ms });
    if (this.#marks.length <= most) return;
    this.#marks = this.#marks.filter((_, index) => index % 2 === 0);
    this.#finestMs *= 2;
  }

  /** When a line came; undefined where it did not yet. */
  of(sequence: number): number | undefined {
    const after = this.#marks.findIndex(({ first }) => first > sequence);
    return this.#marks.at(after < 0 ? -1 : Math.max(0, after - 1))?.ms;
  }

  /** These are asked for no more. */
  forget(before: number): void {
    while ((this.#marks[1]?.first ?? Number.POSITIVE_INFINITY) <= before) this.#marks.shift();
    if (this.#marks.length <= 1) this.#finestMs = finestMs;
  }
}
