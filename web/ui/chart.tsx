import 'uplot/dist/uPlot.min.css';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { asText, axisText, type Quantity } from '../lib/quantity.ts';
import { stacked } from '../lib/stack.ts';
import type { Zone } from '../lib/time.ts';
import { ChartFigure } from './chart-figure.tsx';
import { hatch, type Look, type OnRange, plotOptions, readLook, type TimeSpan, timeAxis, token, usePlot, valueAxis } from './plot.ts';

export interface Line {
  readonly label: string;
  /** A token, for example `--cat-1`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  /** A limit rather than a measure. */
  readonly dashed?: boolean;
}

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
  readonly note?: ReactNode;
}

const usualHeightPx = 92;
/** 1, 2, 4 … 512 of each binary unit, so that an axis reads 256 KiB and not 195. */
const binarySteps = Array.from({ length: 50 }, (_, power) => 2 ** power);

/** A sample between two gaps is no line, so it is a point. */
function alone(plot: uPlot, series: number): number[] {
  const values = Array.from(plot.data[series] ?? []);
  return values.flatMap((value, index) => (value !== null && value !== undefined && values[index - 1] == null && values[index + 1] == null ? [index] : []));
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

const range: uPlot.Range.Function = (_, least, most) => [Math.min(0, least ?? 0), most === null || most <= 0 ? 1 : most * 1.08];

type Drawn = Pick<Props, 'lines' | 'format' | 'binary' | 'stack' | 'timeless'>;

function axes(look: Look, { format, binary, timeless }: Drawn, zone: Zone): uPlot.Axis[] {
  const written = { values: (_: uPlot, splits: number[]) => splits.map((value) => axisText(format(value))) };
  return [timeAxis(look, zone, timeless !== true), valueAxis(look, { ...(binary && { incrs: binarySteps }), ...written })];
}

function lastKnown(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

/** In the order in which they are drawn: what lies at the bottom of a stack comes last, over the others; a limit stands on nothing. */
function drawnLines(lines: readonly Line[], stack: boolean): Line[] {
  if (!stack) return [...lines];
  const parts = lines.filter(({ dashed }) => dashed !== true);
  const sums = stacked(parts.map(({ values }) => values));
  const standing = parts.map((line, index) => ({ ...line, values: sums[index] ?? [] }));
  return [...standing.reverse(), ...lines.filter(({ dashed }) => dashed === true)];
}

function dataOf({ lines, startMs, stepSeconds, stack = false }: Pick<Props, 'lines' | 'startMs' | 'stepSeconds' | 'stack'>): uPlot.AlignedData {
  const count = lines[0]?.values.length ?? 0;
  const times = Array.from({ length: count }, (_, index) => startMs / 1000 + index * stepSeconds);
  return [times, ...drawnLines(lines, stack).map(({ values }) => [...values])];
}

/** A time series; null is a gap. */
export function Chart(props: Props): ReactNode {
  const { title, startMs, stepSeconds, lines, format, syncKey, stack = false, heightPx = usualHeightPx, query, note } = props;
  const [at, setAt] = useState<number | null>(null);
  const data = useMemo(() => dataOf({ lines, startMs, stepSeconds, stack }), [lines, startMs, stepSeconds, stack]);
  const latest = useRef(props);
  latest.current = props;
  const make = (width: number, zone: Zone) => {
    const look = readLook();
    const doubts = (plot: uPlot) => {
      const now = latest.current;
      for (const step of now.doubted ?? []) hatch(plot, look, now.startMs / 1000 + (step - 1) * now.stepSeconds, now.startMs / 1000 + step * now.stepSeconds);
    };
    const handlers = { onCursor: setAt, onRange: (fromMs: number, toMs: number) => latest.current.onRange(fromMs, toMs) };
    const drawn = latest.current;
    const series = drawnLines(drawn.lines, stack).map((line) => seriesOf(line, stack));
    return plotOptions(
      { width, height: heightPx, syncKey, handlers, span: () => latest.current.span },
      { series: [{}, ...series], axes: axes(look, drawn, zone), scales: { y: { range } }, hooks: { drawClear: [doubts] } },
    );
  };
  const labels = lines.map(({ label, colour }) => `${label} ${colour}`).join('\n');
  const host = usePlot({ data, height: heightPx, key: `${labels}\n${syncKey} ${stack}`, make });
  const readings = lines.map(({ label, colour, values }) => {
    const value = at === null ? lastKnown(values) : (values[at] ?? null);
    return { label, colour, value: value === null ? null : format(value) };
  });
  const latestText = lines.map(({ label, values }) => `${label} ${lastKnown(values) === null ? 'no data' : asText(format(lastKnown(values) ?? 0))}`).join(', ');
  const table = {
    head: ['time', ...lines.map(({ label }) => label)],
    rows: () =>
      (lines[0]?.values ?? []).map((_, step) => [
        new Date(startMs + step * stepSeconds * 1000).toISOString(),
        ...lines.map(({ values }) => values[step] ?? null),
      ]),
  };
  return (
    <ChartFigure title={title} note={note} readings={readings} query={query} table={table}>
      <div ref={host} role="img" aria-label={`${title} over time. Latest: ${latestText}.`} />
    </ChartFigure>
  );
}
