import 'uplot/dist/uPlot.min.css';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { valueAt } from '../../lib/decimate.ts';
import type { Gap } from '../../lib/gaps.ts';
import { isShown, pick } from '../../lib/pick.ts';
import { asText, axisText, type Quantity } from '../../lib/quantity.ts';
import type { Zone } from '../../lib/time.ts';
import { token } from '../token.ts';
import { ChartFigure } from './chart-figure.tsx';
import { byLatest, drawnLines, type Line, lastKnown, plotted } from './chart-lines.ts';
import { useLegendOrder } from './legend-order.ts';
import { Marks } from './marked.tsx';
import { usePicks } from './picks.ts';
import { hatchGaps, type Look, type OnRange, plotOptions, readLook, type TimeSpan, timeAxis, usePlot, valueAxis } from './plot.ts';

interface Props {
  readonly title: string;
  readonly startMs: number;
  readonly stepSeconds: number;
  readonly lines: readonly Line[];
  readonly format: (value: number) => Quantity;
  /** Steps of the axis in powers of two, for bytes. */
  readonly binary?: boolean;
  /** Charts with the same key share their crosshair. */
  readonly syncKey: string;
  /** A dragged part of the time axis, in milliseconds. */
  readonly onRange: OnRange;
  /** The whole axis; without it as long as the data. */
  readonly span?: TimeSpan;
  /** The lines upon each other, the first at the bottom. */
  readonly stack?: boolean;
  /** Leave the times to a chart below. */
  readonly timeless?: boolean;
  readonly heightPx?: number;
  readonly query?: string;
  /** Steps in which something cannot be believed, by their index. */
  readonly doubted?: readonly number[];
  /** Steps in which nothing was watched. */
  readonly gaps?: readonly Gap[];
  readonly note?: ReactNode;
  /** Lies over the plot. */
  readonly over?: ReactNode;
}

const usualHeightPx = 92;
/** 1, 2, 4 … 512 of each binary unit, so that an axis reads 256 KiB and not 195. */
const binarySteps = Array.from({ length: 50 }, (_, power) => 2 ** power);

/** A sample between two gaps is no line, so it is a point. */
function alone(plot: uPlot, series: number): number[] {
  const values = plot.data[series] ?? [];
  const found: number[] = [];
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] != null && values[index - 1] == null && values[index + 1] == null) found.push(index);
  }
  return found;
}

function seriesOf({ label, colour, dashed }: Line, stack: boolean): uPlot.Series {
  const stroke = token(colour);
  const fill = stack && !dashed ? token(`${colour}-soft`) || stroke : undefined;
  return {
    label,
    stroke,
    width: 1.5,
    spanGaps: false,
    points: { size: 4, fill: stroke, filter: alone },
    ...(dashed && { dash: [4, 4] }),
    ...(fill !== undefined && { fill }),
  };
}

/** A line begins where its first value stands, a step after what was not watched: what is blank would look like nothing. */
const untilDrawn = ({ first, steps }: Gap): Gap => ({ first, steps: steps + 1 });

/** Of an axis that is as long as its data. */
function spanOf({ startMs, stepSeconds, lines }: Pick<Props, 'startMs' | 'stepSeconds' | 'lines'>): TimeSpan {
  const steps = Math.max(2, ...lines.map(({ values }) => values.length));
  return { fromMs: startMs, toMs: startMs + (steps - 1) * stepSeconds * 1000 };
}

const range: uPlot.Range.Function = (_, least, most) => [Math.min(0, least ?? 0), most === null || most <= 0 ? 1 : most * 1.08];

type Drawn = Pick<Props, 'lines' | 'format' | 'binary' | 'stack' | 'timeless'>;

function axes(look: Look, { format, binary, timeless }: Drawn, zone: Zone): uPlot.Axis[] {
  const written = { values: (_: uPlot, splits: number[]) => splits.map((value) => axisText(format(value))) };
  return [timeAxis(look, zone, timeless !== true), valueAxis(look, { ...(binary && { incrs: binarySteps }), ...written })];
}

/** A time series; null is a gap. A click on the name of a line leaves it alone. */
export function Chart(props: Props): ReactNode {
  const { title, startMs, stepSeconds, lines, format, syncKey, stack = false, heightPx = usualHeightPx, query, note } = props;
  const [at, setAt] = useState<number | null>(null);
  const [picked, setPicked] = usePicks(title);
  const order = useLegendOrder();
  const labels = lines.map(({ label }) => label);
  const shown = useMemo(() => {
    const all = lines.map(({ label }) => label);
    return lines.filter(({ label }) => isShown(picked, label, all));
  }, [lines, picked]);
  const drawn = useMemo(() => drawnLines(shown, stack), [shown, stack]);
  const { data, stepAt } = useMemo(() => plotted(drawn, startMs, stepSeconds), [drawn, startMs, stepSeconds]);
  const latest = useRef(props);
  latest.current = props;
  const make = (width: number, zone: Zone) => {
    const look = readLook();
    const doubts = (plot: uPlot) => {
      const now = latest.current;
      hatchGaps(plot, look, [...(now.gaps ?? []).map(untilDrawn), ...(now.doubted ?? []).map((first) => ({ first, steps: 1 }))], now);
    };
    const handlers = { onCursor: setAt, onRange: (fromMs: number, toMs: number) => latest.current.onRange(fromMs, toMs) };
    return plotOptions(
      { width, height: heightPx, syncKey, handlers, span: () => latest.current.span },
      {
        series: [{}, ...drawn.map((line) => seriesOf(line, stack))],
        axes: axes(look, latest.current, zone),
        scales: { y: { range } },
        hooks: { drawClear: [doubts] },
      },
    );
  };
  const host = usePlot({ data, height: heightPx, key: `${drawn.map(({ label, colour }) => `${label} ${colour}`).join('\n')}\n${syncKey} ${stack}`, make });
  const readings = (order.isByValue ? byLatest(lines) : lines).map(({ label, colour, values }) => {
    const value = at === null ? lastKnown(values) : valueAt(values, stepAt(at));
    return { label, colour, value: value === null ? null : format(value), off: !isShown(picked, label, labels) };
  });
  const latestText = lines.map(({ label, values }) => `${label} ${lastKnown(values) === null ? 'no data' : asText(format(lastKnown(values) ?? 0))}`).join(', ');
  const table = {
    head: ['time', ...labels],
    rows: () =>
      Array.from({ length: lines[0]?.values.length ?? 0 }, (_, step) => [
        new Date(startMs + step * stepSeconds * 1000).toISOString(),
        ...lines.map(({ values }) => valueAt(values, step)),
      ]),
  };
  return (
    <ChartFigure
      title={title}
      note={note}
      readings={readings}
      query={query}
      table={table}
      span={props.span}
      {...(lines.length > 2 && { order })}
      {...(lines.length > 1 && { picks: { picked, onPick: (label: string, adds: boolean) => setPicked(pick(picked, label, adds)) } })}
    >
      <div className="chart-plot">
        <div ref={host} role="img" aria-label={`${title} over time. Latest: ${latestText}.`} />
        {props.over}
        <Marks span={props.span ?? spanOf(props)} />
      </div>
    </ChartFigure>
  );
}
