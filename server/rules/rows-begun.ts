import type { Record } from '#contract/record.ts';
import { isInRow } from '../store/store.ts';

/** An agent that heard no answer sends its events again, at most those of its spool: the rows of so many kinds of event are known. */
const rememberedKinds = 4096;
/** What waited in a spool comes after what is newer: so many rows of one kind are known. */
const rememberedRows = 16;

/** Tells of each event as it comes whether it begins a row where events are stored, or is known, or counts in a row that is there. */
export function rowsBegun(): (event: Pick<Record, 'fingerprint' | 'time'>) => boolean {
  const rows = new Map<string, readonly number[]>();
  return ({ fingerprint, time }) => {
    const atMs = Date.parse(time);
    const begun = rows.get(fingerprint) ?? [];
    const isNew = !begun.some((startMs) => isInRow(startMs, atMs));
    // Set anew, so that the kind that was seen longest ago stands first.
    rows.delete(fingerprint);
    rows.set(fingerprint, isNew ? [...begun, atMs].slice(-rememberedRows) : begun);
    if (rows.size > rememberedKinds) for (const oldest of rows.keys().take(1)) rows.delete(oldest);
    return isNew;
  };
}
