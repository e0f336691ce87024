import { type ReactNode, useMemo } from 'react';
import type { History, HistoryChart } from '#contract/history.ts';
import { type Gap, unwatched } from '../../lib/gaps.ts';
import type { Quantity } from '../../lib/quantity.ts';
import { useTime } from '../time-scope.ts';
import { Chart } from './chart.tsx';
import { ChartFigure } from './chart-figure.tsx';
import type { Line } from './chart-lines.ts';
import type { OnRange, TimeSpan } from './plot.ts';

type Values = readonly (number | null)[];

/** The lines of a chart as the server names them. */
export type Named = ReadonlyMap<string, Values>;

/** How a chart of the server is drawn. */
export interface ChartPlan {
  readonly id: string;
  readonly title: string;
  readonly format: (value: number) => Quantity;
  readonly lines: (named: Named) => readonly Line[];
  readonly binary?: boolean;
  readonly stack?: boolean;
  readonly heightPx?: number;
  /** Not drawn while all of it is zero or missing. */
  readonly rare?: boolean;
  /** Why there is nothing, and what to do about it; without it a chart with no data is left out. */
  readonly none?: ReactNode;
  readonly note?: ReactNode;
  readonly doubted?: readonly number[];
}

/** What every chart of a page shares. */
export interface Axis {
  readonly startMs: number;
  readonly stepSeconds: number;
  readonly span: TimeSpan;
  readonly syncKey: string;
  readonly onRange: OnRange;
  /** When nothing was watched: a chart alone may lack what there was nothing to measure of. */
  readonly gaps: readonly Gap[];
}

/** The axis of a page: a drag on any of its charts sets the range of the page. */
export function useAxis({ from, to, history }: { readonly from: string; readonly to: string; readonly history: History }, syncKey: string): Axis {
  const [, setTime] = useTime();
  const gaps = useMemo(() => unwatched(history.charts.flatMap(({ series }) => series)), [history.charts]);
  return {
    startMs: Date.parse(history.start),
    stepSeconds: history.stepSeconds,
    span: { fromMs: Date.parse(from), toMs: Date.parse(to) },
    syncKey,
    gaps,
    onRange: (fromMs, toMs) => setTime({ kind: 'fixed', from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }),
  };
}

const namedIn = (chart: HistoryChart | undefined): Named => new Map(chart?.series.map(({ name, values }) => [name, values]));

export const chartOf = ({ charts }: History, id: string): HistoryChart | undefined => charts.find((chart) => chart.id === id);

const isKnown = ({ values }: Line): boolean => values.some((value) => value !== null);
const isSomething = ({ values }: Line): boolean => values.some((value) => value !== null && value !== 0);

/** A chart without data, in its place, in words. */
export function NoData({ title, query, children }: { readonly title: string; readonly query?: string | undefined; readonly children: ReactNode }): ReactNode {
  return (
    <ChartFigure title={title} readings={[]} query={query}>
      <p className="chart-none">
        <span className="swatch-hatch" aria-hidden="true" />
        <span>{children}</span>
      </p>
    </ChartFigure>
  );
}

export function PlannedChart({
  plan,
  history,
  axis,
  timeless = true,
}: {
  readonly plan: ChartPlan;
  readonly history: History;
  readonly axis: Axis;
  readonly timeless?: boolean;
}): ReactNode {
  const { id, title, none, rare, lines: linesOf, ...drawn } = plan;
  const chart = chartOf(history, id);
  const lines = linesOf(namedIn(chart)).filter(isKnown);
  if (rare === true && !lines.some(isSomething)) return null;
  if (lines.length === 0) {
    if (none === undefined) return null;
    return (
      <NoData title={title} query={chart?.query}>
        {none}
      </NoData>
    );
  }
  return <Chart title={title} lines={lines} timeless={timeless} {...(chart && { query: chart.query })} {...drawn} {...axis} />;
}
