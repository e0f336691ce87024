import type { RecordStore } from './store.ts';

const everyMs = 10 * 60_000;

export interface RetentionOptions {
  readonly ageMs: number;
  readonly maxBytes: number;
  readonly onFailure: (error: unknown) => void;
}

/** Prunes now and then. Returns what ends it. */
export function retention(records: Pick<RecordStore, 'prune'>, { ageMs, maxBytes, onFailure }: RetentionOptions): () => void {
  const prune = () => {
    records.prune({ beforeMs: Date.now() - ageMs, maxBytes }).catch(onFailure);
  };
  prune();
  const timer = setInterval(prune, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
