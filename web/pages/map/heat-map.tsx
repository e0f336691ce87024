import './heat-map.css';
import { type ReactNode, useId } from 'react';
import type { RequestLatency } from '#contract/requests.ts';
import type { EdgeDetail } from '#contract/routes.ts';
import { bucketHeight, bucketSpan, heatCells, heatGaps, heatStep } from '../../lib/heat.ts';
import { asText, axisText, count, duration } from '../../lib/quantity.ts';
import { clock, type Zone } from '../../lib/time.ts';
import { usePreferences } from '../../ui/preferences.ts';

const size = { width: 344, left: 48, row: 8, axis: 18 } as const;
const plotWidth = size.width - size.left;

type Values = readonly (number | null)[];

interface Plot {
  readonly latency: RequestLatency;
  readonly from: number;
  readonly rows: number;
  readonly columnWidth: number;
  readonly startMs: number;
  readonly stepSeconds: number;
  readonly zone: Zone;
}

const heightOf = ({ rows }: Plot) => rows * size.row;

/** `between 1.00 ms and 2.50 ms`; the outermost buckets have one bound. */
function rangeText(bucket: number, bounds: readonly number[]): string {
  const [lower, upper] = [bounds[bucket - 1], bounds[bucket]].map((bound) => (bound === undefined ? undefined : asText(duration(bound))));
  if (upper === undefined) return `over ${lower}`;
  return lower === undefined ? `up to ${upper}` : `${lower} to ${upper}`;
}

function Cells({ plot }: { readonly plot: Plot }): ReactNode {
  const { latency, from, rows, columnWidth, startMs, stepSeconds, zone } = plot;
  const cells = heatCells(latency.columns);
  const most = Math.max(1, ...cells.map((cell) => cell.count));
  return cells.map(({ column, bucket, count: times }) => (
    <rect
      key={`${column} ${bucket}`}
      style={{ fill: `var(--seq-${heatStep(times, most)})` }}
      x={size.left + column * columnWidth}
      y={(from + rows - 1 - bucket) * size.row}
      width={columnWidth + 0.25}
      height={size.row}
    >
      <title>{`${clock(startMs + column * stepSeconds * 1000, zone)}: ${asText(count(times))}, ${rangeText(bucket, latency.boundsSeconds)}`}</title>
    </rect>
  ));
}

function Gaps({ plot, pattern }: { readonly plot: Plot; readonly pattern: string }): ReactNode {
  const { latency, columnWidth } = plot;
  return heatGaps(latency.columns).map(({ column, columns }) => (
    <rect key={column} fill={`url(#${pattern})`} x={size.left + column * columnWidth} y={0} width={columns * columnWidth} height={heightOf(plot)} />
  ));
}

interface Stop {
  readonly step: number;
  readonly x: number;
  readonly y: number;
}

function stopsOf({ latency, from, rows, columnWidth }: Plot, values: Values): Stop[] {
  return values.flatMap((value, step) => {
    if (value === null) return [];
    const y = (from + rows - bucketHeight(value, latency.boundsSeconds)) * size.row;
    return [{ step, x: size.left + (step + 0.5) * columnWidth, y: Math.min(Math.max(y, 1), rows * size.row - 1) }];
  });
}

/** A break at each gap; a value between two gaps is a dash. */
function pathOf(stops: readonly Stop[]): string {
  return stops
    .map(({ step, x, y }, index) => {
      const goesOn = stops[index - 1]?.step === step - 1;
      const alone = !goesOn && stops[index + 1]?.step !== step + 1;
      return `${goesOn ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}${alone ? 'h1' : ''}`;
    })
    .join('');
}

/** The line of a quantile over the columns, named where it begins. */
function Quantile({ plot, name, values }: { readonly plot: Plot; readonly name: string; readonly values: Values }): ReactNode {
  const stops = stopsOf(plot, values);
  const [first] = stops;
  if (first === undefined) return null;
  const path = pathOf(stops);
  return (
    <>
      <path className="heat-line heat-line-under" d={path} />
      <path className="heat-line" d={path} />
      <text className="heat-name" x={Math.min(first.x, size.width - 24)} y={Math.max(first.y - 4, 10)}>
        {name}
      </text>
    </>
  );
}

/** The decades, each at the line between the buckets that it divides. */
function Scale({ plot }: { readonly plot: Plot }): ReactNode {
  const { latency, from, rows } = plot;
  const shown = latency.boundsSeconds.flatMap((bound, index) =>
    index >= from && index < from + rows - 1 && Number.isInteger(Math.log10(bound)) ? [{ bound, index }] : [],
  );
  return shown.map(({ bound, index }) => (
    <text key={bound} className="heat-y" x={size.left - 6} y={(from + rows - 1 - index) * size.row + 4}>
      {axisText(duration(bound))}
    </text>
  ));
}

interface Props {
  readonly latency: RequestLatency;
  readonly history: EdgeDetail['history'];
  readonly what: string;
  /** Percentiles per step are told of all protocols together, so that they belong on the map of an only one. */
  readonly withLines: boolean;
}

const quantiles = [
  { name: 'p50', series: 'requestP50' },
  { name: 'p99', series: 'requestP99' },
] as const;

/** How long requests took, over time: the histogram's own buckets, with p50 and p99 drawn over them. */
export function HeatMap({ latency, history, what, withLines }: Props): ReactNode {
  const { zone } = usePreferences();
  const pattern = useId();
  const { from, to } = bucketSpan(latency.columns, latency.boundsSeconds.length + 1);
  const startMs = Date.parse(history.start);
  const { stepSeconds } = history;
  const plot: Plot = { latency, from, rows: to - from + 1, columnWidth: plotWidth / Math.max(1, latency.columns.length), startMs, stepSeconds, zone };
  const valuesOf = (name: string): Values => history.series.find((series) => series.name === name)?.values ?? [];
  const height = heightOf(plot);
  const seconds = (value: number | null) => (value === null ? 'no data' : asText(duration(value)));
  const label = `How long ${what} took over time: p50 ${seconds(latency.p50Seconds)}, p99 ${seconds(latency.p99Seconds)}, ${latency.samples} timed.`;
  return (
    <svg className="heat" viewBox={`0 0 ${size.width} ${height + size.axis}`} role="img" aria-label={label}>
      <defs>
        <pattern id={pattern} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path className="heat-hatch" d="M0 0v5" />
        </pattern>
      </defs>
      <rect className="heat-ground" x={size.left} y={0} width={plotWidth} height={height} />
      <Gaps plot={plot} pattern={pattern} />
      <Cells plot={plot} />
      {withLines && quantiles.map(({ name, series }) => <Quantile key={name} plot={plot} name={name} values={valuesOf(series)} />)}
      <Scale plot={plot} />
      <text className="heat-x" x={size.left} y={height + 14}>
        {clock(startMs, zone)}
      </text>
      <text className="heat-x heat-end" x={size.width} y={height + 14}>
        {clock(startMs + latency.columns.length * stepSeconds * 1000, zone)}
      </text>
    </svg>
  );
}
