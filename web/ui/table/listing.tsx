import './listing.css';
import { FileSpreadsheet, ListFilter, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useMemo } from 'react';
import { Button } from 'react-aria-components';
import { csv } from '#contract/csv.ts';
import { wordFinder } from '#contract/find/words.ts';
import { exact } from '../../lib/quantity.ts';
import type { Sorting } from '../../lib/sorting.ts';
import { CopyButton } from '../copy-button.tsx';
import { go, usePlace } from '../location.ts';
import { Chooser, useChosen } from './chooser.tsx';
import { type Column, DataTable } from './table.tsx';

interface Props<Row> {
  readonly label: string;
  /** What the chosen columns are remembered by. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** What typing looks through. */
  readonly textOf: (row: Row) => string;
  readonly start: Sorting;
  readonly onOpen?: (row: Row) => void;
  /** Beside the filter, for what narrows by a click. */
  readonly children?: ReactNode;
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

/** A table with what belongs to one: filtering by typing, columns to choose, and a copy for a spreadsheet. */
export function Listing<Row>({ label, name, columns, rows, idOf, textOf, start, onOpen, children }: Props<Row>): ReactNode {
  const { query } = usePlace();
  const find = query.get(findKey) ?? '';
  const { shown, visible, choose } = useChosen(name, columns);
  const matching = useMemo(() => {
    const isFound = wordFinder(find);
    return find === '' ? rows : rows.filter((row) => isFound(textOf(row)));
  }, [rows, find, textOf]);
  const text = () => csv([visible.map(({ title }) => title), ...matching.map((row) => visible.map(({ key }) => key(row)))]);
  return (
    <section className="sheet listing" aria-label={label}>
      <div className="listing-tools">
        <Filter label={label} find={find} />
        <output className="quiet">{matching.length === rows.length ? exact(rows.length) : `${exact(matching.length)} of ${exact(rows.length)}`}</output>
        {children}
        <span className="listing-right">
          <Chooser columns={columns} shown={shown} onChange={choose} />
          <CopyButton label="Copy as CSV" words="CSV" className="control" icon={FileSpreadsheet} text={text} />
        </span>
      </div>
      {matching.length === 0 && rows.length > 0 ? (
        <p className="listing-none">
          None of the {exact(rows.length)} {label.toLowerCase()} matches.{' '}
          <button type="button" className="text-button" onClick={() => setFind('', find)}>
            Clear the filter
          </button>
        </p>
      ) : (
        <DataTable key={find} label={label} columns={visible} rows={matching} idOf={idOf} start={start} {...(onOpen && { onOpen })} />
      )}
    </section>
  );
}
