import type { AgentConfig } from '#contract/children.ts';
import { fullMessage } from '../runtime/full-message.ts';
import { eventRecord, type NodeEvent } from './event-record.ts';
import type { Ingest, PostAnswer } from './post-body.ts';
import { postRecords } from './post-records.ts';
import { type QueueLimits, RecordQueue } from './record-queue.ts';
import { sayWhy } from './say-why.ts';

const queueLimits: QueueLimits = { records: 5000, bytes: 4 * 1024 * 1024 };
const batchLimits: QueueLimits = { records: 500, bytes: 256 * 1024 };
const timeoutMs = 10_000;
/** Events come in bursts: one request for a burst. And a server that starts beside the agent answers by then. */
const lingerMs = 3000;
const backOffMs = { first: 500, most: 30_000, mostAsked: 60_000 };
/** A server that starts beside the agent, or again, is no trouble to speak of. */
const failuresUntilSaid = 3;
/** Answers that the same records would get again. */
const hopeless = new Set([400, 413, 422]);

export interface RecordShipperOptions {
  readonly node: string;
  /** Null: nobody wants records. */
  readonly ingest: AgentConfig['ingest'];
  readonly onLost: (reason: 'queue_full' | 'rejected', count: number) => void;
  /** Why records do not arrive: once they were refused, or could not be sent several times in a row. */
  readonly onTrouble: (trouble: string) => void;
  /** For tests: how long it waits for more, and before it tries again. */
  readonly paceMs?: { readonly linger: number; readonly firstBackOff: number };
}

export interface ShippingReport {
  /** Whether a server is configured. */
  readonly wanted: boolean;
  readonly queued: number;
  readonly sent: number;
  /** Records that nobody wanted, because no server is configured. */
  readonly unwanted: number;
  /** Why the last attempt failed; empty after one that did not. */
  readonly trouble: string;
}

/** Sends records to the server in the background: a slow or absent one costs a bounded queue, and nothing waits for it. */
export class RecordShipper {
  readonly #options: RecordShipperOptions;
  readonly #queue: RecordQueue;
  readonly #sayWhy: (failures: number, trouble: string) => void;
  readonly #lingerMs: number;
  readonly #firstBackOffMs: number;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #isClosed = false;
  #batchRecords = batchLimits.records;
  #failures = 0;
  #askedMs = 0;
  #sent = 0;
  #unwanted = 0;
  #trouble = '';

  constructor(options: RecordShipperOptions) {
    this.#options = options;
    this.#sayWhy = sayWhy(failuresUntilSaid, options.onTrouble);
    this.#lingerMs = options.paceMs?.linger ?? lingerMs;
    this.#firstBackOffMs = options.paceMs?.firstBackOff ?? backOffMs.first;
    this.#queue = new RecordQueue(queueLimits, (count) => options.onLost('queue_full', count));
  }

  offer(event: NodeEvent): void {
    const { node, ingest } = this.#options;
    if (ingest === null || this.#isClosed) {
      this.#unwanted++;
      return;
    }
    this.#queue.push(JSON.stringify(eventRecord(node, event)));
    this.#schedule(ingest, this.#lingerMs);
  }

  report(): ShippingReport {
    return { wanted: this.#options.ingest !== null, queued: this.#queue.length, sent: this.#sent, unwanted: this.#unwanted, trouble: this.#trouble };
  }

  /** Sends what is queued while the server takes it, for at most `withinMs`. */
  async close(withinMs: number): Promise<void> {
    const { ingest } = this.#options;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const endMs = performance.now() + withinMs;
    await this.#sending;
    this.#failures = 0;
    while (ingest !== null && this.#queue.length > 0 && this.#failures === 0) {
      const leftMs = Math.ceil(endMs - performance.now());
      if (leftMs <= 0) return;
      await this.#send(ingest, Math.min(timeoutMs, leftMs));
    }
  }

  #schedule(ingest: Ingest, waitMs: number): void {
    if (this.#timer !== undefined || this.#sending !== undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#sending = this.#send(ingest, timeoutMs).finally(() => {
        this.#sending = undefined;
        if (this.#queue.length > 0) this.#schedule(ingest, this.#failures === 0 ? 0 : this.#backOffMs());
      });
    }, waitMs);
    this.#timer.unref();
  }

  async #send(ingest: Ingest, withinMs: number): Promise<void> {
    const batch = this.#queue.take({ records: this.#batchRecords, bytes: batchLimits.bytes });
    try {
      this.#judge(batch, await postRecords(ingest, batch, withinMs));
    } catch (error) {
      this.#retry(batch, fullMessage(error), 0);
    }
  }

  #judge(batch: readonly string[], { status, text, retryAfterMs }: PostAnswer): void {
    if (status >= 200 && status < 300) {
      this.#sent += batch.length;
      this.#failures = 0;
      this.#trouble = '';
      this.#batchRecords = Math.min(batchLimits.records, this.#batchRecords * 2);
    } else if (hopeless.has(status)) this.#split(batch, `the server refused a record with ${status}: ${text}`);
    else this.#retry(batch, `the server answered ${status}: ${text}`, retryAfterMs);
  }

  /** Halves a refused batch until the record at fault is alone. */
  #split(batch: readonly string[], trouble: string): void {
    this.#trouble = trouble;
    this.#batchRecords = Math.max(1, Math.floor(batch.length / 2));
    if (batch.length > 1) this.#queue.putBack(batch);
    else {
      this.#options.onLost('rejected', 1);
      this.#options.onTrouble(trouble);
    }
  }

  #retry(batch: readonly string[], trouble: string, askedMs: number): void {
    this.#trouble = trouble;
    this.#askedMs = askedMs;
    this.#failures++;
    this.#sayWhy(this.#failures, trouble);
    this.#queue.putBack(batch);
  }

  #backOffMs(): number {
    const jitter = 0.8 + 0.4 * Math.random();
    const ownMs = Math.min(backOffMs.most, this.#firstBackOffMs * 2 ** (this.#failures - 1)) * jitter;
    return Math.max(ownMs, Math.min(this.#askedMs, backOffMs.mostAsked));
  }
}
