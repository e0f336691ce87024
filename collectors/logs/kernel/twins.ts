/** What is told again within this time is told of the same. */
const withinUs = 2e6;
const most = 1000;

/** Two messages, or a message and a tracepoint, may tell of one event. */
export class Twins {
  readonly #toldUs = new Map<string, number>();

  /** Whether it was told before, by the clock of the kernel's messages. */
  isSecond(twin: string, atUs: number): boolean {
    const before = this.#toldUs.get(twin);
    if (before !== undefined && Math.abs(atUs - before) <= withinUs) return true;
    this.#toldUs.delete(twin);
    this.#toldUs.set(twin, atUs);
    const [oldest] = this.#toldUs.keys();
    if (this.#toldUs.size > most && oldest !== undefined) this.#toldUs.delete(oldest);
    return false;
  }
}
