import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { KafkaConfig } from '#contract/children.ts';
import type { Indexer } from './indexer.ts';
import { sayOut } from './say-out.ts';

/** Who worked for longer than the longest wait is followed at once, and who fails again and again after ever longer ones. */
const againMs = { first: 500, most: 30_000 };
/** A consumer whose broker is away may not end by itself. */
const partWithinMs = 5000;

export interface KeepOptions {
  readonly kafka: KafkaConfig;
  readonly log: FastifyBaseLogger;
  /** Told once, when the first has joined the group. */
  readonly onReady: () => void;
}

/**
 * Has an indexer at work until it is closed: one that cannot begin, or leaves the group for good, is followed by another. Where Kafka is
 * away or refuses, ending and being started again would change nothing.
 */
export function keepIndexing(make: () => Indexer, { kafka, log, onReady }: KeepOptions): { close(): Promise<void> } {
  const ending = new AbortController();
  let running = make();
  let isReady = false;
  /** Resolves with why it is out of the group. */
  const endOfWork = async (): Promise<unknown> => {
    try {
      await running.run();
      if (!isReady) onReady();
      isReady = true;
      return await running.left;
    } catch (error) {
      return error;
    }
  };
  const replace = async (waitMs: number): Promise<void> => {
    await Promise.race([running.close().catch(() => {}), delay(partWithinMs, undefined, { ref: false })]);
    await delay(waitMs, undefined, { signal: ending.signal }).catch(() => {});
    if (!ending.signal.aborted) running = make();
  };
  const keep = async (): Promise<void> => {
    for (let waitMs = againMs.first; !ending.signal.aborted; waitMs = Math.min(againMs.most, waitMs * 2)) {
      const begunMs = performance.now();
      const error = await endOfWork();
      if (ending.signal.aborted) return;
      if (performance.now() - begunMs > againMs.most) waitMs = againMs.first;
      sayOut({ kafka, log }, error, `the indexer is out of its group, and another begins in ${waitMs} ms`);
      await replace(waitMs);
    }
  };
  void keep();
  return {
    close() {
      ending.abort();
      return running.close();
    },
  };
}
