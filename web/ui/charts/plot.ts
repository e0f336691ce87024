import { type RefObject, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { Gap } from '../../lib/gaps.ts';
import { clock, clockSeconds, type Zone } from '../../lib/time.ts';
import { usePreferences, useSeenTheme } from '../preferences.ts';
import { token } from '../token.ts';

/** What every plot of the page has in common, so that their times stand under each other. */

/** A part of the time axis, in milliseconds. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export type OnRange = (fromMs: number, toMs: number) => void;

const valueAxisPx = 70;
const endPx = 16;
/** What lies beside the time axis, left and right. */
export const plotRimPx = { left: valueAxisPx, right: endPx } as const;
const timeAxisPx = 24;
const leastDragPx = 6;

export interface Look {
  readonly axis: string;
  readonly grid: string;
  readonly text: string;
  readonly ground: string;
  readonly hatch: string;
}

export function readLook(): Look {
  return { axis: token('--text-3'), grid: token('--border'), text: token('--text-1'), ground: token('--surface-1'), hatch: token('--hatch-line') };
}

export const plotFont = '11px Inter, system-ui, sans-serif';

/** A chart in a stack leaves the times to the last one. */
export function timeAxis({ axis }: Look, zone: Zone, shown: boolean): uPlot.Axis {
  const bare = { stroke: axis, font: plotFont, grid: { show: false }, ticks: { show: false } };
  if (!shown) return { ...bare, size: 4, gap: 0, values: (_, splits) => splits.map(() => '') };
  return {
    ...bare,
    size: timeAxisPx,
    gap: 6,
    space: 70,
    values: (_, splits, __, ___, apart) => splits.map((seconds) => (apart < 60 ? clockSeconds : clock)(seconds * 1000, zone)),
  };
}

export function valueAxis({ axis, grid }: Look, more: uPlot.Axis): uPlot.Axis {
  return { stroke: axis, font: plotFont, grid: { stroke: grid, width: 1 }, ticks: { show: false }, size: valueAxisPx, gap: 6, space: 26, ...more };
}

interface Handlers {
  readonly onCursor: (index: number | null) => void;
  readonly onRange: OnRange;
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly syncKey: string;
  readonly handlers: Handlers;
  /** Without one the axis is as long as the data. */
  readonly span: () => TimeSpan | undefined;
}

/** A drag selects time and never scales by itself: the page's range is what changes. */
export function plotOptions(
  { width, height, syncKey, handlers, span }: Shape,
  rest: Pick<uPlot.Options, 'series' | 'axes'> & Partial<uPlot.Options>,
): uPlot.Options {
  return {
    width,
    height,
    padding: [8, endPx, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: syncKey }, drag: { x: true, y: false, setScale: false }, points: { size: 6 }, y: false },
    ...rest,
    scales: {
      x: {
        time: true,
        range: (_, least, most) => {
          const whole = span();
          return whole === undefined ? [least, most] : [whole.fromMs / 1000, whole.toMs / 1000];
        },
      },
      ...rest.scales,
    },
    hooks: {
      ...rest.hooks,
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

interface Plotted {
  readonly data: uPlot.AlignedData;
  readonly height: number;
  /** What the plot is made anew for; its data and span come to it as they are. */
  readonly key: string;
  readonly make: (width: number, zone: Zone) => uPlot.Options;
}

/** A plot in the element of the ref: made once, given its data as they come, as wide as there is room. */
export function usePlot({ data, height, key, make }: Plotted): RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const shown = useRef<uPlot.AlignedData>(undefined);
  const { zone } = usePreferences();
  const theme = useSeenTheme();
  const latest = useRef({ data, make });
  latest.current = { data, make };
  // biome-ignore lint/correctness/useExhaustiveDependencies: key and theme stand for what the options are made of
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = new uPlot(latest.current.make(element.clientWidth, zone), latest.current.data, element);
    plot.current = made;
    shown.current = latest.current.data;
    const observer = new ResizeObserver(([entry]) => {
      // It tells of the first size as well, which is the one that the plot was made with.
      if (entry !== undefined && entry.contentRect.width !== made.width) made.setSize({ width: entry.contentRect.width, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [key, theme, zone, height]);
  useEffect(() => {
    if (shown.current === data) return;
    shown.current = data;
    plot.current?.setData(data);
  }, [data]);
  return host;
}

/** Wide enough to stay quiet where a whole page was not watched. */
const hatchPx = 7;

/** Diagonal lines over a part of the time axis: not seen, or not to be believed. */
function hatch(plot: uPlot, { hatch: stroke }: Look, fromSeconds: number, toSeconds: number): void {
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(fromSeconds, 'x', true));
  const right = Math.min(bbox.left + bbox.width, plot.valToPos(toSeconds, 'x', true));
  if (right <= left) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, right - left, bbox.height);
  ctx.clip();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  for (let x = left - bbox.height; x < right; x += hatchPx * devicePixelRatio) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

/** The same over steps, each of which ends where its value stands. */
export function hatchGaps(
  plot: uPlot,
  look: Look,
  gaps: readonly Gap[],
  { startMs, stepSeconds }: { readonly startMs: number; readonly stepSeconds: number },
): void {
  for (const { first, steps } of gaps) {
    const from = startMs / 1000 + (first - 1) * stepSeconds;
    hatch(plot, look, from, from + steps * stepSeconds);
  }
}
