import { type BatchBuilder, NotTakenError } from '../lines/batch-builder.ts';

/** Several requests are kept with one write. */
const gatherMs = 20;
const againMs = 500;

/** Tells when what was offered to a builder is in the spool, so that nobody is told earlier. */
export class Kept {
  readonly #builder: BatchBuilder;
  #waiting: PromiseWithResolvers<void>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(builder: BatchBuilder) {
    this.#builder = builder;
  }

  /** Rejects where it was not until the end. */
  all(): Promise<void> {
    const waiting = Promise.withResolvers<void>();
    this.#waiting.push(waiting);
    if (this.#isClosed) this.#settle();
    else this.#timer ??= setTimeout(() => this.#settle(), gatherMs);
    return waiting.promise;
  }

  close(): void {
    this.#isClosed = true;
    this.#settle();
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    try {
      if (waiting.length > 0) this.#builder.flush();
      this.#waiting = [];
      for (const { resolve } of waiting) resolve();
    } catch (cause) {
      if (!(cause instanceof NotTakenError)) throw cause;
      if (this.#isClosed) for (const { reject } of waiting.splice(0)) reject(cause);
      else this.#timer = setTimeout(() => this.#settle(), againMs);
    }
  }
}
