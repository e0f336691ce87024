import type { LogLoss, LogRecord, Logs } from '#contract/logs.ts';
import type { Came } from './tail.ts';

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

export const keyOf = ({ key }: Row): string => key;

const rowOf = (record: LogRecord): Row => ({ is: 'line', key: record.id, record });

/** A page is made into rows once: there may be a hundred thousand of them while one scrolls. */
const made = new WeakMap<Logs, readonly Row[]>();

function rowsOf(page: Logs, isNewestFirst: boolean): readonly Row[] {
  const known = made.get(page);
  if (known !== undefined) return known;
  const rows = (isNewestFirst ? page.records.toReversed() : page.records).map(rowOf);
  made.set(page, rows);
  return rows;
}

/** Both as they were asked for: from a place on, page by page what is older and what is newer; then what came since. */
export interface Listed {
  readonly older: readonly Logs[];
  readonly newer: readonly Logs[];
  readonly came: readonly Came[];
}

/** Oldest first. */
export function listRows({ older, newer, came }: Listed): Row[] {
  const fresh = came.flatMap(({ record, dropped }): Row[] => [
    ...(dropped > 0 ? [{ is: 'dropped' as const, key: `before ${record.id}`, lines: dropped }] : []),
    rowOf(record),
  ]);
  return [...older.toReversed().map((page) => rowsOf(page, true)), ...newer.map((page) => rowsOf(page, false)), fresh].flat();
}

function msOf(row: Row | undefined): number {
  if (row === undefined || row.is === 'dropped') return Number.NaN;
  return Date.parse(row.is === 'line' ? row.record.time : row.loss.to);
}

/** The first row that is not before a moment; their number where all are. */
function placeOf(rows: readonly Row[], atMs: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (msOf(rows[middle]) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** With what was lost where it would stand, as far as lines are listed. */
export function withLosses(rows: readonly Row[], losses: readonly LogLoss[]): readonly Row[] {
  const firstMs = msOf(rows[0]);
  const placed = losses
    .map((loss) => ({ loss, atMs: Date.parse(loss.to) }))
    .filter(({ atMs }) => atMs >= firstMs)
    .map(({ loss, atMs }) => ({ loss, at: placeOf(rows, atMs) }))
    .filter(({ at }) => at < rows.length)
    .sort((a, b) => a.at - b.at);
  if (placed.length === 0) return rows;
  const parts = placed.map(({ loss, at }, index): readonly Row[] => [
    ...rows.slice(placed[index - 1]?.at ?? 0, at),
    { is: 'lost', key: `lost ${loss.to} ${loss.node}`, loss },
  ]);
  return [...parts, rows.slice(placed.at(-1)?.at)].flat();
}
