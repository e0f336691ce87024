import type { ReactNode } from 'react';
import type { Timeline, timelineSeries } from '#contract/timeline.ts';
import { type Strip, ticksOf } from '../../../lib/look-back.ts';
import { added, drawn } from '../../../lib/strip-lines.ts';
import { clockSeconds, stamp, type Zone } from '../../../lib/time.ts';

/** What the strip is made of, from left to right in px. */
export const stripPx = { height: 58, top: 16, line: 26 } as const;
const heightPx = stripPx.line;
const tickPx = 90;

type Values = Timeline['series'][number]['values'];

export interface Curves {
  readonly traffic: Values;
  readonly failures: Values;
  readonly what: 'requests' | 'connects';
}

/** Requests, and connects where no request is seen. */
export function curvesOf({ series }: Timeline): Curves {
  const values = (wanted: (typeof timelineSeries)[number]): Values => series.find(({ name }) => name === wanted)?.values ?? [];
  const what = values('requests').some((value) => (value ?? 0) > 0) ? 'requests' : 'connects';
  return { traffic: values(what), failures: added(values('failedRequests'), values('failedConnects')), what };
}

const marks = { error: 'M0-11l4 7.5h-8Z', warning: 'M0-11l4 7.5h-8Z', info: 'M0-11l4 4-4 4-4-4Z' } as const;

export interface PlacedProps {
  readonly x: (ms: number) => number;
  readonly zone: Zone;
}

type Mark = Timeline['marks'][number];

const severities = ['info', 'warning', 'error'] as const;
const markPx = 12;

/** Marks that would lie on each other are one: the worst of them, with how many there are. */
function apart(all: Timeline['marks'], x: PlacedProps['x']): Mark[] {
  const places = new Map<number, Mark>();
  for (const mark of all) {
    const place = Math.floor(x(Date.parse(mark.at)) / markPx);
    const known = places.get(place);
    const worse = known === undefined || severities.indexOf(mark.severity) >= severities.indexOf(known.severity) ? mark : known;
    places.set(place, { ...worse, events: mark.events + (known?.events ?? 0) });
  }
  return [...places.values()];
}

export function Marks({ timeline, x, zone }: PlacedProps & { readonly timeline: Timeline }): ReactNode {
  return apart(timeline.marks, x).map(({ at, severity, message, events }) => (
    <path key={`${at} ${severity}`} className={`strip-mark-${severity}`} d={marks[severity]} transform={`translate(${x(Date.parse(at))} 0)`}>
      <title>{`${clockSeconds(Date.parse(at), zone)} ${message}${events > 1 ? `, and ${events - 1} more` : ''}`}</title>
    </path>
  ));
}

/** Where events are too many to be told, or no longer kept. */
export function Unmarked({ timeline, x, zone, fromMs }: PlacedProps & { readonly timeline: Timeline; readonly fromMs: number }): ReactNode {
  const untilMs = Date.parse(timeline.marksFrom);
  const width = x(untilMs) - x(fromMs);
  if (width < 4) return null;
  return (
    <rect className="strip-unmarked" x={x(fromMs)} y={-8} width={width} height={4} fill="url(#strip-hatch)">
      <title>{`Events before ${stamp(untilMs, zone)} are not marked: they are too many, or no longer kept.`}</title>
    </rect>
  );
}

export function Curve({ timeline, curves, x }: Pick<PlacedProps, 'x'> & { readonly timeline: Timeline; readonly curves: Curves }): ReactNode {
  const startMs = Date.parse(timeline.start);
  const places = curves.traffic.map((_, index) => x(startMs + index * timeline.stepSeconds * 1000));
  const { line, area, bars } = drawn(curves.traffic, curves.failures, places, heightPx);
  return (
    <>
      <path className="strip-area" d={area} />
      <path className="strip-line" d={line} />
      <path className="strip-bars" d={bars.map((bar) => `M${bar.x} ${heightPx}v${-bar.height}`).join('')} />
    </>
  );
}

export function Pin({ x }: { readonly x: number }): ReactNode {
  return (
    <g className="strip-pin" transform={`translate(${x} 0)`}>
      <path d={`M0-1V${heightPx}`} />
      <rect x="-7" y="-13.5" width="14" height="13" rx="2" />
      <text textAnchor="middle" y="-3">
        A
      </text>
    </g>
  );
}

/** Round moments under the line; no label is cut at an end. */
export function Ticks({ strip, width, x, zone }: PlacedProps & { readonly strip: Strip; readonly width: number }): ReactNode {
  return ticksOf(strip, Math.floor(width / tickPx), zone).map(({ atMs, label }) => (
    <g key={atMs} transform={`translate(${x(atMs)} ${heightPx})`}>
      <path className="strip-base" d="M0 0v4" />
      {x(atMs) > 16 && x(atMs) < width - 16 && (
        <text textAnchor="middle" y="15">
          {label}
        </text>
      )}
    </g>
  ));
}
