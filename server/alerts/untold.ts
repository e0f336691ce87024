import { Value } from 'typebox/value';
import { Record } from '#contract/record.ts';
import { inTurn } from '../in-turn.ts';
import type { AlertStore } from '../store/alerts/alert-store.ts';
import type { RecordStore } from '../store/store.ts';

export interface HistoryOptions {
  readonly store: Pick<AlertStore, 'documents' | 'change'>;
  readonly records: Pick<RecordStore, 'append'>;
  /** How many records the history will never have. */
  readonly onLost: (count: number) => void;
  readonly onFailure: (error: unknown) => void;
}

/** The history of alerts. What the store of events does not take waits on this server's own disk until it does. */
export interface History {
  /** Resolves when they are there, or wait on the disk. */
  tell(records: readonly Record[]): Promise<void>;
  /** Tells what waits; rejects where that is not taken yet either. */
  again(): Promise<void>;
}

/** Of records that are written at once. */
const batch = 500;
/** Some 1 kB each: ten thousand alerts, which begin and end. */
const mostWaiting = 20_000;

const byTime = (a: Record, b: Record): number => Date.parse(a.time) - Date.parse(b.time);

export async function history({ store, records, onLost, onFailure }: HistoryOptions): Promise<History> {
  const kept = (await store.documents('untold')).flatMap(({ value }) => (Value.Check(Record, value) ? [value] : []));
  const waiting = new Map(kept.sort(byTime).map((record) => [record.id, record]));
  const turn = inTurn();

  const tellWaiting = async () => {
    while (waiting.size > 0) {
      const next = waiting.values().take(batch).toArray();
      await records.append(next);
      const remove = next.map(({ id }) => id);
      await store.change('untold', { remove });
      for (const id of remove) waiting.delete(id);
    }
  };
  /** The oldest go where there are too many. */
  const wait = async (untaken: readonly Record[]) => {
    const all = new Map([...waiting, ...untaken.map((record) => [record.id, record] as const)]);
    const remove = all
      .keys()
      .take(Math.max(0, all.size - mostWaiting))
      .toArray();
    for (const id of remove) all.delete(id);
    await store.change('untold', { put: untaken.flatMap((record) => (all.has(record.id) ? [{ id: record.id, value: record }] : [])), remove });
    waiting.clear();
    for (const [id, record] of all) waiting.set(id, record);
    if (remove.length > 0) onLost(remove.length);
  };
  return {
    tell: (told) =>
      turn(async () => {
        let taken = 0;
        try {
          await tellWaiting();
          for (; taken < told.length; taken += batch) await records.append(told.slice(taken, taken + batch));
        } catch (error) {
          onFailure(error);
          await wait(told.slice(taken));
        }
      }),
    again: () => turn(tellWaiting),
  };
}
