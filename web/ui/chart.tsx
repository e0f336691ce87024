import 'uplot/dist/uPlot.min.css';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { asText, axisText, type Quantity } from '../lib/quantity.ts';
import { clock, type Zone } from '../lib/time.ts';
import { usePreferences, useSeenTheme } from './preferences.ts';

export interface Line {
  readonly label: string;
  /** A token, for example `--cat-1`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
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
  readonly onRange: (fromMs: number, toMs: number) => void;
}

const heightPx = 92;
const axisPx = 58;
const leastDragPx = 6;

interface Look {
  readonly lines: readonly { readonly label: string; readonly stroke: string }[];
  readonly axis: string;
  readonly grid: string;
  readonly cursor: string;
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function readLook(lines: readonly Line[]): Look {
  return {
    lines: lines.map(({ label, colour }) => ({ label, stroke: token(colour) })),
    axis: token('--text-3'),
    grid: token('--border'),
    cursor: token('--border-control'),
  };
}

/** 1, 2, 4 … 512 of each binary unit, so that an axis reads 256 KiB and not 195. */
const binarySteps = Array.from({ length: 50 }, (_, power) => 2 ** power);

function axes({ axis, grid }: Look, { format, binary }: Measure, zone: Zone): uPlot.Axis[] {
  const font = '11px Inter, system-ui, sans-serif';
  const lines = { stroke: axis, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return [
    { ...lines, size: 24, gap: 6, space: 70, grid: { show: false }, values: (_, splits) => splits.map((seconds) => clock(seconds * 1000, zone)) },
    { ...lines, size: axisPx, gap: 6, space: 26, ...(binary && { incrs: binarySteps }), values: (_, splits) => splits.map((value) => axisText(format(value))) },
  ];
}

type Measure = Pick<Props, 'format' | 'binary'>;

/** A sample between two gaps is no line, so it is a point. */
function alone(plot: uPlot, series: number): number[] {
  const values = Array.from(plot.data[series] ?? []);
  return values.flatMap((value, index) => (value !== null && value !== undefined && values[index - 1] == null && values[index + 1] == null ? [index] : []));
}

interface Handlers {
  readonly onCursor: (index: number | null) => void;
  readonly onRange: Props['onRange'];
}

function options(width: number, look: Look, measure: Measure & Pick<Props, 'syncKey'>, zone: Zone, handlers: Handlers): uPlot.Options {
  return {
    width,
    height: heightPx,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    // A drag selects time and never scales by itself: the page's range is what changes.
    cursor: { sync: { key: measure.syncKey }, drag: { x: true, y: false, setScale: false }, points: { size: 6 }, y: false },
    scales: { x: { time: true }, y: { range: (_, least, most) => [Math.min(0, least ?? 0), most === null || most <= 0 ? 1 : most * 1.08] } },
    series: [{}, ...look.lines.map(({ label, stroke }) => ({ label, stroke, width: 1.5, spanGaps: false, points: { size: 4, fill: stroke, filter: alone } }))],
    axes: axes(look, measure, zone),
    hooks: {
      setCursor: [(plot) => handlers.onCursor(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width: dragged } = plot.select;
          if (dragged < leastDragPx) return;
          handlers.onRange(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + dragged, 'x') * 1000);
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function lastKnown(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

function Legend({ lines, at, format }: { readonly lines: readonly Line[]; readonly at: number | null; readonly format: Props['format'] }): ReactNode {
  return (
    <ul className="chart-legend">
      {lines.map(({ label, colour, values }) => {
        const value = at === null ? lastKnown(values) : (values[at] ?? null);
        return (
          <li key={label}>
            <span className="chart-swatch" style={{ background: `var(${colour})` }} aria-hidden="true" />
            {label}
            <b>{value === null ? 'no data' : asText(format(value))}</b>
          </li>
        );
      })}
    </ul>
  );
}

/** A time series; null is a gap. */
export function Chart({ title, startMs, stepSeconds, lines, format, binary = false, syncKey, onRange }: Props): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [at, setAt] = useState<number | null>(null);
  const { zone } = usePreferences();
  const theme = useSeenTheme();
  const labels = lines.map(({ label, colour }) => `${label} ${colour}`).join('\n');
  const data = useMemo((): uPlot.AlignedData => {
    const count = lines[0]?.values.length ?? 0;
    return [Array.from({ length: count }, (_, index) => startMs / 1000 + index * stepSeconds), ...lines.map(({ values }) => [...values])];
  }, [lines, startMs, stepSeconds]);
  const latest = useRef({ data, onRange });
  latest.current = { data, onRange };
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels and theme stand for what the look is read from
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const handlers = { onCursor: setAt, onRange: (fromMs: number, toMs: number) => latest.current.onRange(fromMs, toMs) };
    const made = new uPlot(options(element.clientWidth, readLook(lines), { format, binary, syncKey }, zone, handlers), latest.current.data, element);
    plot.current = made;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) made.setSize({ width: entry.contentRect.width, height: heightPx });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [labels, theme, zone, syncKey, format, binary]);
  useEffect(() => plot.current?.setData(data), [data]);
  const summary = lines.map(({ label, values }) => `${label} ${lastKnown(values) === null ? 'no data' : asText(format(lastKnown(values) ?? 0))}`).join(', ');
  return (
    <figure className="chart">
      <figcaption>
        <h4>{title}</h4>
        <Legend lines={lines} at={at} format={format} />
      </figcaption>
      <div ref={host} role="img" aria-label={`${title} over time. Latest: ${summary}.`} />
    </figure>
  );
}
