import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { type Key, readSorting, type Sorting, sorted, writeSorting } from '../../lib/sorting.ts';
import { useKeptRows } from '../kept.ts';
import { go, usePlace } from '../location.ts';
import { leastRows, rowPx, useInSight } from './in-sight.ts';

/** A column of rows that are sorted elsewhere. */
export interface WindowedColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** What there is no room for in the title. */
  readonly says?: string;
  readonly width: number;
  readonly numeric?: boolean;
  /** Left out where a panel takes half of the room. */
  readonly roomy?: true;
  /** Not shown until it is chosen. */
  readonly spare?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

export interface Column<Row> extends WindowedColumn<Row> {
  readonly key: (row: Row) => Key;
}

interface Common<Row> {
  readonly label: string;
  readonly idOf: (row: Row) => string;
  readonly start: Sorting;
  readonly selected?: string | undefined;
  /** The key of the URL that holds the sorting. */
  readonly sortKey?: string;
  readonly onOpen?: ((row: Row) => void) | undefined;
}

interface Props<Row> extends Common<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** Of so many rows those from `first` on are at hand. */
interface WindowedProps<Row> extends Common<Row> {
  readonly columns: readonly WindowedColumn<Row>[];
  readonly count: number;
  readonly first: number;
  readonly rows: readonly Row[];
  /** At least as many as `leastRows` are asked for. */
  readonly onWindow: (first: number, last: number) => void;
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
  readonly columns: readonly WindowedColumn<Row>[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

function HeadCell<Row>({ column, sorting, onSort }: Omit<HeadProps<Row>, 'columns'> & { readonly column: WindowedColumn<Row> }): ReactNode {
  const numeric = column.numeric === true;
  const active = column.id === sorting.column;
  const Arrow = sorting.falling ? ArrowDown : ArrowUp;
  const order = sorting.falling ? 'descending' : 'ascending';
  return (
    <th scope="col" className={numeric ? 'right' : undefined} aria-sort={active ? order : undefined}>
      <button
        type="button"
        title={column.says}
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

/** What the rows are sorted by, as the URL holds it. */
export function useSorting(
  columns: readonly WindowedColumn<never>[],
  { start, sortKey = 'sort' }: Pick<Common<never>, 'start' | 'sortKey'>,
): [Sorting, (next: Sorting) => void] {
  const { query } = usePlace();
  const ids = columns.map(({ id }) => id);
  return [readSorting(query.get(sortKey), ids, start), (next) => go({ set: { [sortKey]: writeSorting(next) } })];
}

interface RowProps<Row> {
  readonly row: Row;
  readonly columns: readonly WindowedColumn<Row>[];
  /** Counted from one, with the head. */
  readonly place: number;
  readonly current: boolean;
  readonly onOpen: ((row: Row) => void) | undefined;
}

function PlainRow<Row>({ row, columns, place, current, onOpen }: RowProps<Row>): ReactNode {
  return (
    <tr
      aria-rowindex={place}
      aria-current={current ? true : undefined}
      className={onOpen === undefined ? undefined : 'row-opens'}
      onClick={onOpen === undefined ? undefined : () => onOpen(row)}
    >
      {columns.map((column) => (
        <td key={column.id} className={column.numeric ? 'right' : undefined}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** Made anew only where it tells something else: a page renders for much that is not in its rows. */
const TableRow = memo(PlainRow) as typeof PlainRow;

/** The same function at each render, which does what the last of them would. */
function useLatest<Row>(onOpen: ((row: Row) => void) | undefined): ((row: Row) => void) | undefined {
  const latest = useRef(onOpen);
  useEffect(() => {
    latest.current = onOpen;
  }, [onOpen]);
  const open = useCallback((row: Row) => latest.current?.(row), []);
  return onOpen === undefined ? undefined : open;
}

interface BodyProps<Row> extends Common<Row> {
  readonly columns: readonly WindowedColumn<Row>[];
  readonly count: number;
  readonly first: number;
  readonly rows: readonly Row[];
  readonly scroller: ReturnType<typeof useInSight>['scroller'];
}

function Grid<Row>({ label, columns, count, first, rows, idOf, selected, onOpen, scroller, ...order }: BodyProps<Row>): ReactNode {
  const [sorting, sort] = useSorting(columns, order);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const kept = useKeptRows(rows, idOf);
  const open = useLatest(onOpen);
  return (
    <section className="table-scroll" aria-label={label} ref={scroller}>
      <table className="table" aria-rowcount={count + 1} style={{ minWidth: width }} onKeyDown={stepRows}>
        <caption className="unseen">{label}</caption>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <Head columns={columns} sorting={sorting} onSort={sort} />
        <tbody>
          <Spacer rows={first} columns={columns.length} />
          {kept.map((row, index) => (
            <TableRow
              key={idOf(row)}
              row={row}
              columns={columns}
              place={first + index + 2}
              current={selected !== undefined && idOf(row) === selected}
              onOpen={open}
            />
          ))}
          <Spacer rows={Math.max(count - first - rows.length, 0)} columns={columns.length} />
        </tbody>
      </table>
    </section>
  );
}

/** Rows that sort by any column; of many rows only those in sight are in the document. */
export function DataTable<Row>({ columns, rows, ...common }: Props<Row>): ReactNode {
  const [sorting] = useSorting(columns, common);
  const by = columns.find(({ id }) => id === sorting.column);
  const ordered = useMemo(() => (by === undefined ? rows : sorted(rows, by.key, sorting.falling)), [rows, by, sorting.falling]);
  const { first, last, scroller } = useInSight(ordered.length);
  const shown = useMemo(() => ordered.slice(first, last), [ordered, first, last]);
  return <Grid {...common} columns={columns} count={ordered.length} first={first} rows={shown} scroller={scroller} />;
}

/** The same of rows that are kept, and sorted, elsewhere: it says which are in sight. */
export function WindowedTable<Row>({ onWindow, ...props }: WindowedProps<Row>): ReactNode {
  const { first, last, scroller } = useInSight(props.count);
  useEffect(() => onWindow(first, Math.max(last, first + leastRows)), [onWindow, first, last]);
  return <Grid {...props} scroller={scroller} />;
}
