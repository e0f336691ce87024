/** A part of the series budget: what it gave never exceeds its limit. */
export class SeriesShare {
  readonly #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  take(series: number): boolean {
    if (this.#taken + series > this.#limit) return false;
    this.#taken += series;
    return true;
  }

  giveBack(series: number): void {
    this.#taken -= series;
  }
}
