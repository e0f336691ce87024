/** Wakes the one who waits for what comes next. */
export class Arrivals {
  #arrived = Promise.withResolvers<void>();

  came(): void {
    this.#arrived.resolve();
  }

  /** The next one, or the end of the wait. */
  async next(signal: AbortSignal): Promise<void> {
    this.#arrived = Promise.withResolvers();
    const stop = () => this.#arrived.resolve();
    signal.addEventListener('abort', stop, { once: true });
    await this.#arrived.promise;
    signal.removeEventListener('abort', stop);
  }
}
