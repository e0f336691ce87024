import './listing.css';
import { FileSpreadsheet, ListFilter, X } from 'lucide-react';
import { Fragment, type KeyboardEvent, type ReactNode, useMemo } from 'react';
import { Button } from 'react-aria-components';
import { csv } from '#contract/csv.ts';
import { wordFinder } from '#contract/find/words.ts';
import { exact } from '../../lib/quantity.ts';
import type { Sorting } from '../../lib/sorting.ts';
import { CopyButton } from '../copy-button.tsx';
import { go, usePlace } from '../location.ts';
import { Chooser, type Chosen, useChosen } from './chooser.tsx';
import { useRoomFor } from './room.ts';
import { type Column, DataTable, type WindowedColumn, WindowedTable } from './table.tsx';

interface Common<Row> {
  readonly label: string;
  readonly idOf: (row: Row) => string;
  readonly start: Sorting;
  readonly onOpen?: (row: Row) => void;
  /** Beside the filter, for what narrows by a click. */
  readonly children?: ReactNode;
}

interface Props<Row> extends Common<Row> {
  /** What the chosen columns are remembered by. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What typing looks through. */
  readonly textOf: (row: Row) => string;
  /** Whether a panel takes half of the room. */
  readonly isBesidePanel?: boolean;
}

/** Rows that are kept, found and sorted elsewhere: of those that were found the ones from `first` on are at hand. */
interface WindowedProps<Row, Shown extends WindowedColumn<Row>> extends Common<Row> {
  readonly columns: readonly Shown[];
  readonly chosen: Chosen<Shown>;
  readonly all: number;
  readonly found: number;
  readonly first: number;
  readonly rows: readonly Row[];
  readonly onWindow: (first: number, last: number) => void;
  /** All that were found, as a spreadsheet with these columns. */
  readonly csvOf: (columns: readonly Shown[]) => Promise<string>;
}

const findKey = 'find';

function setFind(text: string, before: string): void {
  // All that is typed is one step of the back button.
  go({ set: { [findKey]: text === '' ? undefined : text } }, before === '' ? 'push' : 'replace');
}

function Filter({ label, find }: { readonly label: string; readonly find: string }): ReactNode {
  const clear = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Escape' || find === '') return;
    event.preventDefault();
    setFind('', find);
  };
  return (
    <div className="listing-filter">
      <ListFilter className="icon icon-quiet" size={14} aria-hidden="true" />
      <input
        type="search"
        aria-label={`Filter the ${label.toLowerCase()}`}
        placeholder="Type to filter"
        value={find}
        onChange={({ target }) => setFind(target.value, find)}
        onKeyDown={clear}
      />
      {find !== '' && (
        <Button className="listing-clear" aria-label="Clear the filter" onPress={() => setFind('', find)}>
          <X className="icon" size={12} aria-hidden="true" />
        </Button>
      )}
    </div>
  );
}

/** What was typed to filter. */
export const useFind = (): string => usePlace().query.get(findKey) ?? '';

interface SheetProps {
  readonly label: string;
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly chosen: Pick<Chosen<unknown>, 'shown' | 'choose'>;
  readonly all: number;
  readonly found: number;
  readonly csvText: () => string | Promise<string>;
  readonly tools: ReactNode;
  readonly table: ReactNode;
}

/** A table with what belongs to one: filtering by typing, columns to choose, and a copy for a spreadsheet. */
function Sheet({ label, columns, chosen, all, found, csvText, tools, table }: SheetProps): ReactNode {
  const find = useFind();
  return (
    <section className="sheet listing" aria-label={label}>
      <div className="listing-tools">
        <Filter label={label} find={find} />
        <output className="quiet">{found === all ? exact(all) : `${exact(found)} of ${exact(all)}`}</output>
        {tools}
        <span className="listing-right">
          <Chooser columns={columns} shown={chosen.shown} onChange={chosen.choose} />
          <CopyButton label="Copy as CSV" words="CSV" className="control" icon={FileSpreadsheet} text={csvText} />
        </span>
      </div>
      {found === 0 && all > 0 ? (
        <p className="listing-none">
          None of the {exact(all)} {label.toLowerCase()} matches.{' '}
          <button type="button" className="text-button" onClick={() => setFind('', find)}>
            Clear the filter
          </button>
        </p>
      ) : (
        // Others that are found stand from the top.
        <Fragment key={find}>{table}</Fragment>
      )}
    </section>
  );
}

/** A table of rows that are all at hand. */
export function Listing<Row>({ name, columns, rows, textOf, isBesidePanel = false, children, ...table }: Props<Row>): ReactNode {
  const find = useFind();
  const sort = usePlace().query.get('sort');
  const { visible, ...chosen } = useChosen(name, columns);
  const matching = useMemo(() => {
    const isFound = wordFinder(find);
    return find === '' ? rows : rows.filter((row) => isFound(textOf(row)));
  }, [rows, find, textOf]);
  const shown = useRoomFor(visible, isBesidePanel, sort);
  const csvText = () => csv([visible.map(({ title }) => title), ...matching.map((row) => visible.map(({ key }) => key(row)))]);
  const sheet = { label: table.label, columns, chosen, all: rows.length, found: matching.length, csvText, tools: children };
  return <Sheet {...sheet} table={<DataTable {...table} columns={shown} rows={matching} />} />;
}

/** The same of many rows, of which only those in sight are at hand. */
export function WindowedListing<Row, Shown extends WindowedColumn<Row>>(props: WindowedProps<Row, Shown>): ReactNode {
  const { columns, chosen, all, found, csvOf, children, ...table } = props;
  const sheet = { label: table.label, columns, chosen, all, found, csvText: () => csvOf(chosen.visible), tools: children };
  return <Sheet {...sheet} table={<WindowedTable {...table} columns={chosen.visible} count={found} />} />;
}
