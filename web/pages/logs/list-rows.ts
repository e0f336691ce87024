import type { LogLoss, LogRecord } from '#contract/logs.ts';

interface LineRow {
  readonly is: 'line';
  readonly key: string;
  readonly record: LogRecord;
}

/** Lines that came and were not sent. */
interface DroppedRow {
  readonly is: 'dropped';
  readonly key: string;
  readonly lines: number;
}

/** Lines that were read, and never came. */
interface LostRow {
  readonly is: 'lost';
  readonly key: string;
  readonly loss: LogLoss;
}

export type Row = LineRow | DroppedRow | LostRow;

interface Shown {
  readonly record: LogRecord;
  readonly dropped: number;
}

export const keyOf = ({ key }: Row): string => key;

/** What stands in the list: lines, oldest first, and what is missing between them, where it would stand. */
export function listRows(lines: readonly Shown[], losses: readonly LogLoss[]): Row[] {
  const left = losses.toSorted((a, b) => Date.parse(a.to) - Date.parse(b.to)).map((loss) => ({ loss, atMs: Date.parse(loss.to) }));
  const firstMs = Date.parse(lines[0]?.record.time ?? '');
  let next = left.findIndex(({ atMs }) => atMs >= firstMs);
  if (next < 0) next = left.length;
  const rows: Row[] = [];
  for (const { record, dropped } of lines) {
    const atMs = next < left.length ? Date.parse(record.time) : 0;
    for (let one = left[next]; one !== undefined && one.atMs <= atMs; next += 1, one = left[next])
      rows.push({ is: 'lost', key: `lost ${one.loss.to} ${one.loss.node}`, loss: one.loss });
    if (dropped > 0) rows.push({ is: 'dropped', key: `before ${record.id}`, lines: dropped });
    rows.push({ is: 'line', key: record.id, record });
  }
  return rows;
}
