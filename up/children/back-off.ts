const firstPauseMs = 200;
const longestPauseMs = 5000;
/** After so long a health the next failure counts as the first again. */
const healthyAfterMs = 10_000;

/** Pauses between restarts: 0.2 s, doubling to 5 s; from the start again after 10 s of health. */
export class BackOff {
  #nextMs = firstPauseMs;

  /** The pause after an end, given for how long the child had been ready. */
  pauseAfter(readyForMs: number): number {
    if (readyForMs >= healthyAfterMs) this.reset();
    const pauseMs = this.#nextMs;
    this.#nextMs = Math.min(pauseMs * 2, longestPauseMs);
    return pauseMs;
  }

  reset(): void {
    this.#nextMs = firstPauseMs;
  }
}
