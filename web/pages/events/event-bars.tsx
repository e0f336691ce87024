import 'uplot/dist/uPlot.min.css';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { EventHistogram } from '#contract/events.ts';
import type { Severity } from '#contract/severities.ts';
import { axisText, count } from '../../lib/quantity.ts';
import { clockSeconds, type Zone } from '../../lib/time.ts';
import { ChartFigure } from '../../ui/charts/chart-figure.tsx';
import { plotOptions, readLook, timeAxis, usePlot, valueAxis } from '../../ui/charts/plot.ts';
import { usePreferences } from '../../ui/preferences.ts';
import { useTime } from '../../ui/time-scope.ts';
import { token } from '../../ui/token.ts';

const heightPx = 104;
const looks: Readonly<Record<Severity, { readonly label: string; readonly colour: string }>> = {
  error: { label: 'errors', colour: '--level-error' },
  warning: { label: 'warnings', colour: '--level-warn' },
  info: { label: 'info', colour: '--level-info' },
};
/** Errors stand on the baseline, so that few of them are seen among many others. */
const fromBaseline = ['error', 'warning', 'info'] as const satisfies readonly Severity[];
const asDrawn = fromBaseline.toReversed();

/** A single event is a low bar, not one as high as a thousand. */
const leastMost = 4;

type Buckets = EventHistogram['buckets'];

/** One among thousands is drawn as high as this share of the tallest, so that it is seen. */
const leastShare = 0.03;

/** The tallest bar first: each is drawn over the one before, and shows what is above it. */
function stacks(buckets: Buckets): uPlot.AlignedData {
  const times = buckets.map(({ from }) => Date.parse(from) / 1000);
  const least = leastShare * Math.max(leastMost, ...buckets.map(({ counts }) => fromBaseline.reduce((sum, one) => sum + (counts[one] ?? 0), 0)));
  const drawn = (counted = 0) => (counted === 0 ? 0 : Math.max(counted, least));
  const heights = fromBaseline.map((_, last) => buckets.map(({ counts }) => fromBaseline.slice(0, last + 1).reduce((sum, one) => sum + drawn(counts[one]), 0)));
  return [times, ...heights.reverse()];
}

const bars = uPlot.paths.bars?.({ size: [0.86, 48], align: 1, gap: 1 });

function seriesOf(severity: Severity): uPlot.Series {
  const colour = token(looks[severity].colour);
  return { label: looks[severity].label, fill: colour, stroke: colour, width: 0, points: { show: false }, ...(bars && { paths: bars }) };
}

const sumOf = (buckets: Buckets, severity: Severity): number => buckets.reduce((sum, { counts }) => sum + (counts[severity] ?? 0), 0);

const range: uPlot.Range.Function = (_, __, most) => [0, Math.max(leastMost, (most ?? 0) * 1.08)];

interface Props {
  readonly histogram: EventHistogram;
}

/** How many of each severity there were over time. A dragged part becomes the page's range. */
export function EventBars({ histogram: { buckets, total } }: Props): ReactNode {
  const [at, setAt] = useState<number | null>(null);
  const [, setTime] = useTime();
  const { zone } = usePreferences();
  const data = useMemo(() => stacks(buckets), [buckets]);
  const span = { fromMs: Date.parse(buckets[0]?.from ?? ''), toMs: Date.parse(buckets.at(-1)?.to ?? '') };
  const latest = useRef(span);
  latest.current = span;
  const make = (width: number, inZone: Zone) => {
    const look = readLook();
    const onRange = (fromMs: number, toMs: number) => setTime({ kind: 'fixed', from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
    const whole = {
      incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6],
      values: (_: uPlot, splits: number[]) => splits.map((value) => axisText(count(value))),
    };
    return plotOptions(
      { width, height: heightPx, syncKey: 'events', handlers: { onCursor: setAt, onRange }, span: () => latest.current },
      {
        series: [{}, ...asDrawn.map(seriesOf)],
        axes: [timeAxis(look, inZone, true), valueAxis(look, whole)],
        scales: { y: { range } },
      },
    );
  };
  const host = usePlot({ data, height: heightPx, key: 'events', make });
  const pointed = at === null ? undefined : buckets[at];
  const shown = pointed === undefined ? buckets : [pointed];
  const readings = fromBaseline.map((severity) => ({ ...looks[severity], value: count(sumOf(shown, severity)) }));
  const note = pointed && `${clockSeconds(Date.parse(pointed.from), zone)} – ${clockSeconds(Date.parse(pointed.to), zone)}`;
  const label = `Events over time: ${total}, ${fromBaseline.map((severity) => `${sumOf(buckets, severity)} ${looks[severity].label}`).join(', ')}.`;
  const table = {
    head: ['from', 'to', ...fromBaseline],
    rows: () => buckets.map(({ from, to, counts }) => [from, to, ...fromBaseline.map((severity) => counts[severity] ?? 0)]),
  };
  return (
    <ChartFigure title="Over time" note={note} readings={readings} table={table} span={span}>
      <div ref={host} role="img" aria-label={label} />
    </ChartFigure>
  );
}
