import { type ReactNode, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import type { LatencyHistory } from '#contract/history.ts';
import type { Gap } from '../../lib/gaps.ts';
import { bucketHeight, bucketSpan, heatCells, heatGaps, heatStep } from '../../lib/heat.ts';
import { asText, axisText, count, duration } from '../../lib/quantity.ts';
import type { Zone } from '../../lib/time.ts';
import { token } from '../token.ts';
import { ChartFigure } from './chart-figure.tsx';
import { Marks } from './marked.tsx';
import { hatchGaps, type Look, type OnRange, plotFont, plotOptions, readLook, type TimeSpan, timeAxis, usePlot, valueAxis } from './plot.ts';

interface Props {
  readonly title: string;
  readonly what: string;
  readonly latency: NonNullable<LatencyHistory>;
  readonly startMs: number;
  readonly stepSeconds: number;
  /** The whole axis; without it as long as the data. */
  readonly span?: TimeSpan;
  readonly syncKey: string;
  readonly onRange: OnRange;
  /** When nothing was watched; without it when nothing was read of this. */
  readonly gaps?: readonly Gap[];
  /** Leave the times to a chart below. */
  readonly timeless?: boolean;
}

const rowPx = 9;
const leastPx = 92;
/** What the times take below. */
const timesPx = 20;
const quantiles = ['p50', 'p99'] as const;
const deepest = 9;

/** The ramp, read once for each drawing: a token is slow to read. */
const ramp = (): string[] => Array.from({ length: deepest + 1 }, (_, step) => (step === 0 ? '' : token(`--seq-${step}`)));

interface Drawn {
  readonly props: Props;
  readonly look: Look;
  readonly colours: readonly string[];
}

function drawCells(plot: uPlot, { props: { latency: found, startMs, stepSeconds }, colours }: Drawn): void {
  const cells = heatCells(found.latency.columns);
  const most = Math.max(1, ...cells.map((cell) => cell.count));
  const { ctx } = plot;
  ctx.save();
  for (const { column, bucket, count: times } of cells) {
    const end = startMs / 1000 + column * stepSeconds;
    const [left, right] = [plot.valToPos(end - stepSeconds, 'x', true), plot.valToPos(end, 'x', true)];
    const [top, bottom] = [plot.valToPos(bucket + 1, 'y', true), plot.valToPos(bucket, 'y', true)];
    ctx.fillStyle = colours[heatStep(times, most)] ?? '';
    ctx.fillRect(Math.floor(left), Math.floor(top), Math.ceil(right) - Math.floor(left), Math.ceil(bottom) - Math.floor(top));
  }
  ctx.restore();
}

/** Each quantile named where its line begins, on a rim of the ground so that it is read on any cell. */
function drawNames(plot: uPlot, { look }: Drawn): void {
  const { ctx } = plot;
  ctx.save();
  ctx.font = plotFont.replace('11px', `600 ${11 * devicePixelRatio}px`);
  ctx.lineJoin = 'round';
  quantiles.forEach((name, index) => {
    const values = plot.data[index * 2 + 2] ?? [];
    const first = Array.from(values).findIndex((value) => value !== null && value !== undefined);
    if (first < 0) return;
    const x = plot.valToPos(plot.data[0][first] ?? 0, 'x', true) + 4 * devicePixelRatio;
    const y = Math.max(plot.valToPos(values[first] ?? 0, 'y', true) - 5 * devicePixelRatio, plot.bbox.top + 11 * devicePixelRatio);
    ctx.strokeStyle = look.ground;
    ctx.lineWidth = 3 * devicePixelRatio;
    ctx.strokeText(name, x, y);
    ctx.fillStyle = look.text;
    ctx.fillText(name, x, y);
  });
  ctx.restore();
}

/** A decade stands at the line between the buckets that it divides. */
function decades(bounds: readonly number[], from: number, to: number): number[] {
  return bounds.flatMap((bound, index) => (index >= from && index < to && Number.isInteger(Math.log10(bound)) ? [index + 1] : []));
}

function options(width: number, height: number, zone: Zone, latest: () => Props, onCursor: (index: number | null) => void): uPlot.Options {
  const look = readLook();
  const colours = ramp();
  const drawn = (): Drawn => ({ props: latest(), look, colours });
  const spanNow = () => bucketSpan(latest().latency.latency.columns, latest().latency.latency.boundsSeconds.length + 1);
  const boundsNow = () => latest().latency.latency.boundsSeconds;
  const line = (stroke: string, thickness: number): uPlot.Series => ({ stroke, width: thickness, spanGaps: false, points: { show: false } });
  const scaleY: uPlot.Scale = { range: () => [spanNow().from, spanNow().to + 1] };
  const axisY = valueAxis(look, {
    grid: { show: false },
    splits: () => decades(boundsNow(), spanNow().from, spanNow().to),
    values: (_, splits) => splits.map((split) => axisText(duration(boundsNow()[split - 1] ?? 0))),
  });
  const handlers = { onCursor, onRange: (fromMs: number, toMs: number) => latest().onRange(fromMs, toMs) };
  return plotOptions(
    { width, height, syncKey: latest().syncKey, handlers, span: () => latest().span },
    {
      // Each quantile twice: a rim of the ground under it keeps it apart from the cells.
      series: [{}, ...quantiles.flatMap(() => [line(look.ground, 3.5), line(look.text, 1.5)])],
      axes: [timeAxis(look, zone, latest().timeless !== true), axisY],
      scales: { y: scaleY },
      hooks: {
        drawClear: [
          (plot) => {
            hatchGaps(plot, look, latest().gaps ?? heatGaps(latest().latency.latency.columns), latest());
            drawCells(plot, drawn());
          },
        ],
        draw: [(plot) => drawNames(plot, drawn())],
      },
    },
  );
}

function readingsAt({ latency: { latency, p50, p99 } }: Props, at: number | null) {
  const seconds = (value: number | null | undefined) => (value === null || value === undefined ? null : duration(value));
  if (at === null)
    return [
      { label: 'p50', value: seconds(latency.p50Seconds) },
      { label: 'p99', value: seconds(latency.p99Seconds) },
    ];
  const column = latency.columns[at];
  const timed = column === null || column === undefined ? null : count(column.reduce((sum, one) => sum + one, 0));
  return [
    { label: 'timed', value: timed },
    { label: 'p50', value: seconds(p50[at]) },
    { label: 'p99', value: seconds(p99[at]) },
  ];
}

/** How long requests took, over time: the histogram's own buckets, with p50 and p99 drawn over them. */
export function HeatChart(props: Props): ReactNode {
  const { title, what, latency: found, startMs, stepSeconds } = props;
  const { latency, p50, p99, query } = found;
  const [at, setAt] = useState<number | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const data = useMemo((): uPlot.AlignedData => {
    const heights = (values: readonly (number | null)[]) => values.map((value) => (value === null ? null : bucketHeight(value, latency.boundsSeconds)));
    const lines = [p50, p99].flatMap((values) => [heights(values), heights(values)]);
    return [latency.columns.map((_, step) => startMs / 1000 + step * stepSeconds), ...lines];
  }, [latency, p50, p99, startMs, stepSeconds]);
  const { from, to } = bucketSpan(latency.columns, latency.boundsSeconds.length + 1);
  const height = Math.max(leastPx, (to - from + 1) * rowPx + 12) + (props.timeless === true ? 0 : timesPx);
  const host = usePlot({ data, height, key: props.syncKey, make: (width, zone) => options(width, height, zone, () => latest.current, setAt) });
  const seconds = (value: number | null) => (value === null ? 'no data' : asText(duration(value)));
  const label = `How long ${what} took over time: p50 ${seconds(latency.p50Seconds)}, p99 ${seconds(latency.p99Seconds)}, ${latency.samples} timed.`;
  const table = {
    head: ['time', 'p50 s', 'p99 s', ...latency.boundsSeconds.map((bound) => `up to ${bound} s`), 'over'],
    rows: () =>
      latency.columns.map((column, step) => [
        new Date(startMs + step * stepSeconds * 1000).toISOString(),
        p50[step] ?? null,
        p99[step] ?? null,
        ...(column ?? latency.boundsSeconds.map(() => null)),
      ]),
  };
  return (
    <ChartFigure title={title} readings={readingsAt(props, at)} query={query === '' ? undefined : query} table={table} span={props.span}>
      <div className="chart-plot">
        <div ref={host} role="img" aria-label={label} />
        <Marks span={props.span ?? { fromMs: startMs, toMs: startMs + (latency.columns.length - 1) * stepSeconds * 1000 }} />
      </div>
    </ChartFigure>
  );
}
