import './chart.css';
import { FileSpreadsheet, SquareTerminal } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { csv } from '../lib/csv.ts';
import { asText, type Quantity } from '../lib/quantity.ts';
import { CopyButton } from './copy-button.tsx';

export interface Reading {
  readonly label: string;
  /** A token; absent where the line has no colour of its own. */
  readonly colour?: string | undefined;
  readonly value: Quantity | null;
}

function Legend({ readings }: { readonly readings: readonly Reading[] }): ReactNode {
  return (
    <ul className="chart-legend">
      {readings.map(({ label, colour, value }) => (
        <li key={label}>
          {colour !== undefined && <span className="chart-swatch" style={{ background: `var(${colour})` }} aria-hidden="true" />}
          {label}
          <b>{value === null ? 'no data' : asText(value)}</b>
        </li>
      ))}
    </ul>
  );
}

/** The query in the words in which it was asked, to be asked again elsewhere. */
function Query({ title, query }: { readonly title: string; readonly query: string }): ReactNode {
  return (
    <DialogTrigger>
      <Button className="control control-square" aria-label={`View the query of ${title}`}>
        <SquareTerminal className="icon" size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Dialog className="query" aria-label={`The query of ${title}`}>
          <header>
            <h3>PromQL</h3>
            <CopyButton label="Copy the query" words="Copy" className="control" text={() => query} />
          </header>
          <pre>{query}</pre>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: () => readonly (readonly (string | number | null)[])[];
}

interface Props {
  readonly title: string;
  readonly note?: ReactNode;
  readonly readings: readonly Reading[];
  readonly query?: string | undefined;
  readonly table?: Table | undefined;
  readonly children: ReactNode;
}

/** What stands around every chart: its name, what its lines are at the crosshair, and what it is made of. */
export function ChartFigure({ title, note, readings, query, table, children }: Props): ReactNode {
  return (
    <figure className="chart">
      <figcaption>
        <h4>{title}</h4>
        <span className="chart-tools">
          {query !== undefined && <Query title={title} query={query} />}
          {table !== undefined && <CopyButton label={`Copy ${title} as CSV`} icon={FileSpreadsheet} text={() => csv([table.head, ...table.rows()])} />}
        </span>
        {note !== undefined && <span className="chart-note">{note}</span>}
        <Legend readings={readings} />
      </figcaption>
      {children}
    </figure>
  );
}
