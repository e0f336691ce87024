import { csv } from '#contract/csv.ts';
import type { Format } from '#contract/found.ts';

/** How one record is written. */
export interface Written<Record> {
  readonly type: string;
  readonly head: string;
  readonly line: (record: Record) => string;
}

interface Told<Record> {
  /** The columns of CSV, attributes last, and what is in them. */
  readonly columns: readonly string[];
  readonly cells: (record: Record) => readonly (string | number)[];
  readonly text: (record: Record) => string;
}

export function formatsOf<Record extends { readonly attributes: object }>({
  columns,
  cells,
  text,
}: Told<Record>): Readonly<globalThis.Record<Format, Written<Record>>> {
  const held = (attributes: object) => (Object.keys(attributes).length === 0 ? null : JSON.stringify(attributes));
  return {
    ndjson: { type: 'application/x-ndjson', head: '', line: (record) => `${JSON.stringify(record)}\n` },
    csv: {
      type: 'text/csv; charset=utf-8; header=present',
      head: csv([[...columns, 'attributes']]),
      line: (record) => csv([[...cells(record), held(record.attributes)]]),
    },
    text: { type: 'text/plain; charset=utf-8', head: '', line: (record) => `${text(record)}\n` },
  };
}

interface Page<Record, Place> {
  readonly records: readonly Record[];
  readonly next?: Place;
}

/** All that a search finds, page by page, as fast as it is taken, until the signal: a page may take a turn, and have no record. */
export async function* exported<Record, Place>(
  pageOf: (after: Place | undefined) => Promise<Page<Record, Place>>,
  { head, line }: Written<Record>,
  signal: AbortSignal,
): AsyncIterable<string> {
  if (head !== '') yield head;
  let after: Place | undefined;
  do {
    const { records, next } = await pageOf(after);
    const text = records.map(line).join('');
    if (text !== '') yield text;
    after = next;
  } while (after !== undefined && !signal.aborted);
}
