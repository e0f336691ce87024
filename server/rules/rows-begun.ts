import type { Record } from '#contract/record.ts';
import { isInRow } from '../store/store.ts';

/** An agent that heard no answer sends again what is in its spool, which may be hours of it. */
const rememberedRows = 65_536;

/** Tells of each event as it comes whether it begins a row where events are stored, or is known, or counts in a row that is there. */
export function rowsBegun(): (event: Pick<Record, 'fingerprint' | 'time'>) => boolean {
  const rows = new Map<string, number[]>();
  let remembered = 0;
  const forget = () => {
    for (const [oldest, begun] of rows) {
      if (remembered <= rememberedRows) return;
      rows.delete(oldest);
      remembered -= begun.length;
    }
  };
  return ({ fingerprint, time }) => {
    const atMs = Date.parse(time);
    const begun = rows.get(fingerprint) ?? [];
    const isNew = !begun.some((startMs) => isInRow(startMs, atMs));
    if (isNew) {
      begun.push(atMs);
      remembered += 1;
    }
    // Set anew, so that the kind that was seen longest ago is forgotten first.
    rows.delete(fingerprint);
    rows.set(fingerprint, begun);
    forget();
    return isNew;
  };
}
