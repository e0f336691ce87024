import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { type Flow, flowBatchPath } from '#contract/flows.ts';
import { fullMessage } from '../runtime/full-message.ts';
import { deliver } from './deliver.ts';
import { type Counted, FlowRecords } from './flow-records.ts';
import type { Ingest } from './post-body.ts';
import { Spool } from './spool/spool.ts';
import { toServer } from './to-server.ts';

/** A week of some hundred edges in each minute, or a day of the most. */
const mostBytes = 64 << 20;
const segmentBytes = 4 << 20;
const mostInBatch = 1000;

interface FlowShipperOptions {
  readonly node: string;
  /** Where they wait. */
  readonly folder: string;
  readonly ingest: Ingest;
  readonly onLost: (reason: 'spool_full' | 'spool_corrupt' | 'rejected', flows: number) => void;
  readonly onTrouble: (trouble: string) => void;
  /** Milliseconds since the epoch. */
  readonly nowMs?: () => number;
}

/** Flows on their way to the server: each minute's on the disk as it ends, and sent from there. */
class FlowShipper {
  readonly #options: FlowShipperOptions;
  readonly #nowMs: () => number;
  readonly #records: FlowRecords;
  readonly #stopping = new AbortController();
  readonly #spool: Spool;
  readonly #delivered: Promise<void>;

  constructor(options: FlowShipperOptions) {
    const { node, folder, ingest, onLost, onTrouble, nowMs = Date.now } = options;
    this.#options = options;
    this.#nowMs = nowMs;
    this.#records = new FlowRecords(nowMs());
    this.#spool = new Spool({ folder: join(folder, 'flows'), maxBytes: mostBytes, segmentBytes, onLost, onTrouble });
    this.#delivered = deliver({
      spool: this.#spool,
      send: toServer({ what: 'flows', agent: node, ingest: { ...ingest, url: new URL(flowBatchPath, ingest.url).href } }),
      signal: this.#stopping.signal,
      onRejected: (flows) => onLost('rejected', flows),
      onTrouble: (text) => onTrouble(`flows do not reach the server: ${text}`),
    }).catch((cause: unknown) => {
      if (!this.#stopping.signal.aborted) onTrouble(`flows wait for the next start, because they cannot be read: ${fullMessage(cause)}`);
    });
  }

  count(counted: Counted): void {
    this.#records.count(counted);
  }

  /** After each sweep. */
  swept(gauges: () => Iterable<Counted>): void {
    this.#keep(this.#records.ended(this.#nowMs(), gauges));
  }

  /** The minute so far is kept; what is not sent by now is sent after the next start. */
  async close(gauges: () => Iterable<Counted>): Promise<void> {
    this.#keep(this.#records.end(this.#nowMs(), gauges));
    this.#stopping.abort();
    await this.#delivered;
    this.#spool.close();
  }

  #keep(flows: readonly Flow[]): void {
    const day = new Date(this.#nowMs()).toISOString().slice(0, 10);
    for (let at = 0; at < flows.length; at += mostInBatch) {
      const batch = flows.slice(at, at + mostInBatch);
      const lines = zstdCompressSync(batch.map((flow) => `${JSON.stringify(flow)}\n`).join(''));
      try {
        this.#spool.append({ count: batch.length, day, lines, progress: { positions: [], marks: [] } });
      } catch (cause) {
        this.#options.onLost('spool_full', batch.length);
        this.#options.onTrouble(`flows cannot be kept: ${fullMessage(cause)}`);
      }
    }
  }
}

/** Undefined where no server is configured, or where they cannot be kept: then edges are counted all the same. */
export function openFlows({ ingest, ...options }: Omit<FlowShipperOptions, 'ingest'> & { readonly ingest: Ingest | null }): FlowShipper | undefined {
  if (ingest === null) return undefined;
  try {
    return new FlowShipper({ ...options, ingest });
  } catch (cause) {
    options.onTrouble(`flows cannot be kept: ${fullMessage(cause)}`);
    return undefined;
  }
}
