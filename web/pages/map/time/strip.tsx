import { type KeyboardEvent, type PointerEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Timeline } from '#contract/timeline.ts';
import { byKey } from '../../../lib/look-back.ts';
import { asText, rate, requestRate } from '../../../lib/quantity.ts';
import { ago, clockSeconds, stamp, type Zone } from '../../../lib/time.ts';
import type { Drag, Moment } from './moment.ts';
import { Curve, type Curves, curvesOf, Marks, Pin, stripPx, Ticks, Unmarked } from './strip-parts.tsx';

const heightPx = stripPx.line;
const firstWidthPx = 640;

/** The numbers of the step in which a moment lies. */
function numbersAt(timeline: Timeline | undefined, curves: Curves | undefined, atMs: number): string {
  if (timeline === undefined || curves === undefined) return '';
  const step = Math.min(Math.ceil((atMs - Date.parse(timeline.start)) / 1000 / timeline.stepSeconds), curves.traffic.length - 1);
  const traffic = curves.traffic[step] ?? null;
  if (traffic === null) return ', no data';
  const failures = curves.failures[step] ?? 0;
  const asked = curves.what === 'requests' ? asText(requestRate(traffic)) : `${asText(rate(traffic))} connects`;
  return `, ${asked}${failures > 0 ? `, ${asText(rate(failures))} failed` : ''}`;
}

/** The width that there is. */
function useWidth() {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(firstWidthPx);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const measure = () => setWidth(Math.max(Math.round(element.clientWidth), 1));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { host, width };
}

interface Props {
  readonly moment: Moment;
  readonly drag: Drag;
  readonly timeline: Timeline | undefined;
  /** Why there is no line. */
  readonly failure: string | undefined;
  readonly pinnedMs: number | undefined;
  readonly zone: Zone;
}

function sayOf({ atMs, nowMs, time }: Moment, zone: Zone): string {
  return time.kind === 'live' ? `${clockSeconds(atMs, zone)}, now` : `${stamp(atMs, zone)}, ${ago(atMs, nowMs)}`;
}

/** Hours of the whole at a glance; the moment is dragged along it, or moved by keys. */
export function Strip({ moment, drag, timeline, failure, pinnedMs, zone }: Props): ReactNode {
  const { host, width } = useWidth();
  const { strip } = moment;
  const curves = useMemo(() => timeline && curvesOf(timeline), [timeline]);
  const x = (ms: number) => Math.min(Math.max(((ms - strip.fromMs) / (strip.toMs - strip.fromMs)) * width, 0), width);
  const atMs = drag.dragMs ?? moment.atMs;
  const share = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return (event.clientX - box.left) / box.width;
  };
  const onKey = (event: KeyboardEvent) => {
    const to = byKey(event.key, strip, moment.atMs, Date.now());
    if (to === undefined) return;
    event.preventDefault();
    moment.seek(to, moment.time.kind === 'live' ? 'push' : 'replace');
  };
  return (
    <div
      className="strip"
      ref={host}
      role="slider"
      tabIndex={0}
      aria-label="Moment shown"
      aria-valuemin={Math.round(strip.leastMs / 1000)}
      aria-valuemax={Math.round(moment.nowMs / 1000)}
      aria-valuenow={Math.round(atMs / 1000)}
      aria-valuetext={sayOf(moment, zone) + numbersAt(timeline, curves, atMs)}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.begin(share(event));
      }}
      onPointerMove={(event) => drag.dragMs !== undefined && drag.move(share(event))}
      onPointerUp={(event) => drag.dragMs !== undefined && drag.end(share(event))}
    >
      <svg width={width} height={stripPx.height} aria-hidden="true">
        <defs>
          <pattern id="strip-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V5" />
          </pattern>
        </defs>
        <g transform={`translate(0 ${stripPx.top})`}>
          {timeline !== undefined && curves !== undefined && <Curve timeline={timeline} curves={curves} x={x} />}
          <path className="strip-base" d={`M0 ${heightPx + 0.5}H${width}`} />
          <Ticks strip={strip} width={width} x={x} zone={zone} />
          <rect className="strip-window" x={x(atMs - strip.windowMs)} width={Math.max(x(atMs) - x(atMs - strip.windowMs), 1)} height={heightPx} />
          {timeline !== undefined && <Unmarked timeline={timeline} x={x} zone={zone} fromMs={strip.fromMs} />}
          {timeline !== undefined && <Marks timeline={timeline} x={x} zone={zone} />}
          {pinnedMs !== undefined && pinnedMs >= strip.fromMs && pinnedMs <= strip.toMs && <Pin x={x(pinnedMs)} />}
          <path className="strip-head" d={`M${x(atMs)} -6V${heightPx}`} />
          <circle className="strip-head-dot" cx={x(atMs)} cy={-7} r="4" />
        </g>
      </svg>
      {failure !== undefined && <span className="strip-failed">What happened over time is not known: {failure}</span>}
    </div>
  );
}
