import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type UIEvent, useMemo, useState } from 'react';
import { type Key, readSorting, type Sorting, sorted, writeSorting } from '../lib/sorting.ts';
import { go, usePlace } from './location.ts';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  readonly numeric?: boolean;
  readonly key: (row: Row) => Key;
  readonly cell: (row: Row) => ReactNode;
  /** Not shown until it is chosen. */
  readonly spare?: boolean;
}

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly start: Sorting;
  readonly selected?: string | undefined;
  /** The key of the URL that holds the sorting. */
  readonly sortKey?: string;
  readonly onOpen?: (row: Row) => void;
}

const rowPx = 28;
const virtualFrom = 150;
const spareRows = 12;

function useWindow(count: number): { first: number; last: number; onScroll: (event: UIEvent<HTMLElement>) => void } {
  const [seen, setSeen] = useState({ top: 0, height: 1200 });
  if (count < virtualFrom) return { first: 0, last: count, onScroll: () => undefined };
  const first = Math.max(0, Math.floor(seen.top / rowPx) - spareRows);
  const last = Math.min(count, Math.ceil((seen.top + seen.height) / rowPx) + spareRows);
  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>) => setSeen({ top: currentTarget.scrollTop, height: currentTarget.clientHeight });
  return { first, last, onScroll };
}

/** Up and down go from row to row, by the link or button that each row begins with. */
function stepRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = (event.target as HTMLElement).closest('tr');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const target = next?.querySelector<HTMLElement>('a, button');
  if (target === null || target === undefined) return;
  event.preventDefault();
  target.focus();
}

interface HeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

function HeadCell<Row>({ column, sorting, onSort }: Omit<HeadProps<Row>, 'columns'> & { readonly column: Column<Row> }): ReactNode {
  const numeric = column.numeric === true;
  const active = column.id === sorting.column;
  const Arrow = sorting.falling ? ArrowDown : ArrowUp;
  const order = sorting.falling ? 'descending' : 'ascending';
  return (
    <th scope="col" className={numeric ? 'right' : undefined} aria-sort={active ? order : undefined}>
      <button
        type="button"
        className={numeric ? 'arrow-first' : undefined}
        onClick={() => onSort({ column: column.id, falling: active ? !sorting.falling : numeric })}
      >
        {column.title}
        {active && <Arrow className="icon" size={12} aria-hidden="true" />}
      </button>
    </th>
  );
}

function Head<Row>({ columns, sorting, onSort }: HeadProps<Row>): ReactNode {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} sorting={sorting} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

/** Stands for the rows out of sight, so that the scroll bar is true. */
function Spacer({ rows, columns }: { readonly rows: number; readonly columns: number }): ReactNode {
  return rows === 0 ? null : (
    <tr>
      <td colSpan={columns} style={{ height: rows * rowPx }} />
    </tr>
  );
}

/** Rows that sort by any column; of many rows only those in sight are in the document. */
export function DataTable<Row>({ label, columns, rows, idOf, start, selected, sortKey = 'sort', onOpen }: Props<Row>): ReactNode {
  const { query } = usePlace();
  const sorting = readSorting(
    query.get(sortKey),
    columns.map(({ id }) => id),
    start,
  );
  const by = columns.find(({ id }) => id === sorting.column);
  const ordered = useMemo(() => (by === undefined ? rows : sorted(rows, by.key, sorting.falling)), [rows, by, sorting.falling]);
  const { first, last, onScroll } = useWindow(ordered.length);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  return (
    <section className="table-scroll" aria-label={label} onScroll={onScroll}>
      <table className="table" aria-rowcount={ordered.length + 1} style={{ minWidth: width }} onKeyDown={stepRows}>
        <caption className="unseen">{label}</caption>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <Head columns={columns} sorting={sorting} onSort={(next) => go({ set: { [sortKey]: writeSorting(next) } })} />
        <tbody>
          <Spacer rows={first} columns={columns.length} />
          {ordered.slice(first, last).map((row, index) => (
            <tr
              key={idOf(row)}
              aria-rowindex={first + index + 2}
              aria-current={selected !== undefined && idOf(row) === selected ? true : undefined}
              className={onOpen === undefined ? undefined : 'row-opens'}
              onClick={onOpen === undefined ? undefined : () => onOpen(row)}
            >
              {columns.map((column) => (
                <td key={column.id} className={column.numeric ? 'right' : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          <Spacer rows={ordered.length - last} columns={columns.length} />
        </tbody>
      </table>
    </section>
  );
}
