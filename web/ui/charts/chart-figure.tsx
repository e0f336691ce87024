import './chart.css';
import { ArrowDownWideNarrow, FileSpreadsheet, ImageDown, SquareTerminal } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { csv } from '#contract/csv.ts';
import { stamp } from '../../lib/time.ts';
import { CopyButton } from '../copy-button.tsx';
import { download } from '../download.ts';
import { usePreferences } from '../preferences.ts';
import { say } from '../toast.tsx';
import { Legend, type Picks, type Reading } from './chart-legend.tsx';
import { chartPicture } from './chart-picture.ts';
import type { LegendOrder } from './legend-order.ts';
import type { TimeSpan } from './plot.ts';

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
  readonly picks?: Picks;
  /** Where there are names enough to be sorted. */
  readonly order?: LegendOrder;
  readonly query?: string | undefined;
  readonly table?: Table | undefined;
  /** The time that the chart shows; without it there is no picture to save. */
  readonly span?: TimeSpan | undefined;
  readonly children: ReactNode;
}

const fileName = (title: string, { toMs }: TimeSpan): string =>
  `sonde-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${new Date(toMs).toISOString().slice(0, 16).replace(':', '-')}.png`;

/** The chart as a file. */
function SavePicture({
  title,
  readings,
  span,
  figure,
}: Pick<Props, 'title' | 'readings'> & { readonly span: TimeSpan; readonly figure: RefObject<HTMLElement | null> }): ReactNode {
  const { zone } = usePreferences();
  const save = async () => {
    const plot = figure.current?.querySelector('canvas');
    if (!plot) return;
    const times = `${stamp(span.fromMs, zone)} – ${stamp(span.toMs, zone)}`;
    download(await chartPicture(plot, { title, times, readings }), fileName(title, span));
  };
  return (
    <Button
      className="control control-square"
      aria-label={`Save ${title} as PNG`}
      onPress={() => void save().catch(() => say(`${title} could not be saved: the browser made no picture of it.`))}
    >
      <ImageDown className="icon" size={14} aria-hidden="true" />
    </Button>
  );
}

function Sort({ title, order: { isByValue, onToggle } }: { readonly title: string; readonly order: LegendOrder }): ReactNode {
  return (
    <button type="button" className="control control-square" aria-label={`Sort the names of ${title} by value`} aria-pressed={isByValue} onClick={onToggle}>
      <ArrowDownWideNarrow className="icon" size={14} aria-hidden="true" />
    </button>
  );
}

/** What stands around every chart: its name, what its lines are at the crosshair, and what it is made of. */
export function ChartFigure({ title, note, readings, picks, order, query, table, span, children }: Props): ReactNode {
  const figure = useRef<HTMLElement>(null);
  return (
    <figure className="chart" ref={figure}>
      <figcaption>
        <h4>{title}</h4>
        <span className="chart-tools">
          {order !== undefined && <Sort title={title} order={order} />}
          {query !== undefined && <Query title={title} query={query} />}
          {table !== undefined && <CopyButton label={`Copy ${title} as CSV`} icon={FileSpreadsheet} text={() => csv([table.head, ...table.rows()])} />}
          {span !== undefined && <SavePicture title={title} readings={readings} span={span} figure={figure} />}
        </span>
        {note !== undefined && <span className="chart-note">{note}</span>}
        <Legend readings={readings} picks={picks} />
      </figcaption>
      {children}
    </figure>
  );
}
