import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { AlertStore } from '../store/alerts/alert-store.ts';

const Watched = Type.Object({ atMs: Type.Number() });
const id = 'alerts';
const kind = 'watched';

/** It need not be known better: an outage is told from an hour on. */
const everyMs = 60_000;

/** When alerts were last looked at, by this server or the one before it. */
export interface LastWatched {
  /** Undefined where nobody ever did. */
  readonly atMs: () => number | undefined;
  look(nowMs: number): void;
  /** Onto the disk, from time to time. */
  write(): Promise<void>;
}

export async function lastWatched(store: Pick<AlertStore, 'documents' | 'change'>): Promise<LastWatched> {
  const [kept] = (await store.documents(kind)).flatMap(({ value }): Static<typeof Watched>[] => (Value.Check(Watched, value) ? [value] : []));
  let atMs = kept?.atMs;
  let writtenMs = atMs;
  return {
    atMs: () => atMs,
    look: (nowMs) => {
      atMs = nowMs;
    },
    write: async () => {
      if (atMs === undefined || (writtenMs !== undefined && Math.abs(atMs - writtenMs) < everyMs)) return;
      const value: Static<typeof Watched> = { atMs };
      await store.change(kind, { put: [{ id, value }] });
      writtenMs = value.atMs;
    },
  };
}
