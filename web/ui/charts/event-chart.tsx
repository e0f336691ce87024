import { type ReactNode, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import type { Record as Event } from '#contract/record.ts';
import { count } from '../../lib/quantity.ts';
import { clockSeconds, type Zone } from '../../lib/time.ts';
import { severityOutlines } from '../entity/severity-mark.tsx';
import { usePreferences } from '../preferences.ts';
import { token } from '../token.ts';
import { ChartFigure } from './chart-figure.tsx';
import { Marks } from './marked.tsx';
import { type OnRange, plotOptions, readLook, type TimeSpan, timeAxis, usePlot, valueAxis } from './plot.ts';

interface Props {
  readonly events: readonly Event[];
  readonly startMs: number;
  readonly stepSeconds: number;
  readonly steps: number;
  readonly span: TimeSpan;
  readonly syncKey: string;
  readonly onRange: OnRange;
}

const heightPx = 56;
const markPx = 12;
const colours = { error: '--critical', warning: '--warn', info: '--text-3' } as const;

function drawMarks(plot: uPlot, events: readonly Event[]): void {
  const { ctx, bbox } = plot;
  // Worst last, so that it lies on top.
  const order: readonly Event['severity'][] = ['info', 'warning', 'error'];
  for (const severity of order) {
    const path = new Path2D(severityOutlines[severity]);
    ctx.fillStyle = token(colours[severity]);
    for (const event of events.filter((one) => one.severity === severity)) {
      const x = plot.valToPos(Date.parse(event.time) / 1000, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.save();
      ctx.translate(x - (markPx / 2) * devicePixelRatio, bbox.top + bbox.height / 2 - (markPx / 2) * devicePixelRatio);
      ctx.scale(devicePixelRatio, devicePixelRatio);
      ctx.fill(path);
      ctx.restore();
    }
  }
}

/** The last of a stack of charts: what happened, on the same time axis, with its times. */
export function EventChart(props: Props): ReactNode {
  const { events, startMs, stepSeconds, steps } = props;
  const [at, setAt] = useState<number | null>(null);
  const { zone } = usePreferences();
  const latest = useRef(props);
  latest.current = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the marks are drawn by hand, and drawn anew when there are new data
  const data = useMemo((): uPlot.AlignedData => {
    const times = Array.from({ length: steps }, (_, step) => startMs / 1000 + step * stepSeconds);
    return [times, times.map(() => null)];
  }, [events, startMs, stepSeconds, steps]);
  const make = (width: number, at: Zone) => {
    const look = readLook();
    const handlers = { onCursor: setAt, onRange: (fromMs: number, toMs: number) => latest.current.onRange(fromMs, toMs) };
    return plotOptions(
      { width, height: heightPx, syncKey: latest.current.syncKey, handlers, span: () => latest.current.span },
      {
        series: [{}, { points: { show: false } }],
        axes: [timeAxis(look, at, true), valueAxis(look, { splits: () => [], values: () => [] })],
        scales: { y: { range: () => [0, 1] } },
        hooks: { draw: [(plot) => drawMarks(plot, latest.current.events)] },
      },
    );
  };
  const host = usePlot({ data, height: heightPx, key: props.syncKey, make });
  const endMs = at === null ? undefined : startMs + at * stepSeconds * 1000;
  const here = endMs === undefined ? [] : events.filter((event) => Date.parse(event.time) > endMs - stepSeconds * 1000 && Date.parse(event.time) <= endMs);
  const note = endMs === undefined ? undefined : `${clockSeconds(endMs, zone)}${here[0] === undefined ? '' : `  ${here[0].message}`}`;
  const label = `When events happened: ${events.length} in this time. They are listed beside.`;
  return (
    <ChartFigure title="Events" note={note} readings={[{ label: 'in this time', value: count(at === null ? events.length : here.length) }]} span={props.span}>
      <div className="chart-plot">
        <div ref={host} role="img" aria-label={label} />
        <Marks span={props.span} bare />
      </div>
    </ChartFigure>
  );
}
