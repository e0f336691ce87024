import './bars-over-time.css';
import { memo, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { axisEnd, type Bucket, barsOf, momentAt, placeOf, spanOf, sumOf, ticksOf, totalsOf } from '../../lib/bars.ts';
import { asText, axisText, count, exact } from '../../lib/quantity.ts';
import { clock, clockSeconds } from '../../lib/time.ts';
import { go } from '../location.ts';
import { usePreferences } from '../preferences.ts';
import { showsTime } from '../time-scope.ts';
import { Marks } from './marked.tsx';
import type { TimeSpan } from './plot.ts';

const heightPx = 80;
const mostTicks = 7;
const secondsUntilMs = 5 * 60_000;
const leastDragPx = 6;
/** Further on there is no room for a time. */
const lastPlace = 0.95;

interface Props {
  /** What is counted: `lines`. */
  readonly what: string;
  readonly buckets: readonly Bucket[];
  /** What of it a list shows now. */
  readonly seen?: TimeSpan | undefined;
}

function titleOf({ parts, lost }: Bucket, at: string, what: string): string {
  const held = [...parts.filter((part) => part.count > 0).map((part) => `${exact(part.count)} ${part.name}`), ...(lost === 0 ? [] : [`${exact(lost)} lost`])];
  return `${at}: ${held.length === 0 ? `no ${what}` : held.join(', ')}`;
}

/** Drawn once for what was counted, and not again for each move of the pointer. */
const Bars = memo(function Bars({ buckets, what }: Pick<Props, 'buckets' | 'what'>): ReactNode {
  const { zone } = usePreferences();
  const end = axisEnd(Math.max(...buckets.map(sumOf)));
  const lost = buckets.reduce((sum, bucket) => sum + bucket.lost, 0);
  const totals = totalsOf(buckets);
  const all = totals.reduce((sum, part) => sum + part.count, 0);
  const label = `${what.charAt(0).toUpperCase()}${what.slice(1)} over time: ${exact(all)}, ${totals.map((part) => `${exact(part.count)} ${part.name}`).join(', ')}${lost === 0 ? '' : `; ${exact(lost)} are lost`}.`;
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${Math.max(1, buckets.length)} ${heightPx}`} preserveAspectRatio="none" height={heightPx}>
      {buckets.map((bucket, at) => (
        <g key={bucket.from} className="bars-bucket">
          <title>{titleOf(bucket, clockSeconds(Date.parse(bucket.from), zone), what)}</title>
          <rect className="bars-behind" x={at} y={0} width={1} height={heightPx} />
          {barsOf(bucket, end).map(({ name, colour, y, height }) => (
            <rect key={name} x={at + 0.09} y={y * heightPx} width={0.82} height={height * heightPx} style={{ fill: colour }} />
          ))}
        </g>
      ))}
    </svg>
  );
});

const percent = (share: number): string => `${share * 100}%`;

/** A drag selects time, a click one bar: it becomes that of the page. */
function useBrush(buckets: readonly Bucket[]) {
  const plot = useRef<HTMLDivElement>(null);
  const [brush, setBrush] = useState<readonly [number, number]>();
  const placed = ({ clientX }: PointerEvent): number => {
    const { left = 0, width = 1 } = plot.current?.getBoundingClientRect() ?? {};
    return Math.min(1, Math.max(0, (clientX - left) / width));
  };
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || (event.target as Element).closest('a') !== null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setBrush([placed(event), placed(event)]);
  };
  const move = (event: PointerEvent) => {
    if (brush !== undefined) setBrush([brush[0], placed(event)]);
  };
  const end = () => {
    setBrush(undefined);
    if (brush === undefined || buckets.length === 0) return;
    const [from, to] = brush[0] < brush[1] ? brush : [brush[1], brush[0]];
    const isClick = (to - from) * (plot.current?.clientWidth ?? 0) < leastDragPx;
    const pointed = buckets[Math.min(buckets.length - 1, Math.floor(from * buckets.length))];
    const [fromMs, toMs] = isClick
      ? [Date.parse(pointed?.from ?? ''), Date.parse(pointed?.to ?? '')]
      : [Math.floor(momentAt(buckets, from)), Math.ceil(momentAt(buckets, to))];
    go(showsTime({ kind: 'fixed', from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }));
  };
  const on = { onPointerDown: begin, onPointerMove: move, onPointerUp: end, onPointerCancel: () => setBrush(undefined) };
  return { plot, brush, on };
}

function Over({ className, from, to }: { readonly className: string; readonly from: number; readonly to: number }): ReactNode {
  return <span className={className} style={{ left: percent(Math.min(from, to)), width: percent(Math.abs(to - from)) }} aria-hidden="true" />;
}

function Ticks({ buckets }: Pick<Props, 'buckets'>): ReactNode {
  const { zone } = usePreferences();
  const span = spanOf(buckets);
  const shiftMs = zone === 'UTC' ? 0 : -new Date(span.fromMs).getTimezoneOffset() * 60_000;
  const written = span.toMs - span.fromMs < secondsUntilMs ? clockSeconds : clock;
  return (
    <figcaption aria-hidden="true">
      {ticksOf(span, mostTicks, shiftMs)
        .map((atMs) => ({ atMs, place: placeOf(buckets, atMs) }))
        .filter(({ place }) => place < lastPlace)
        .map(({ atMs, place }) => (
          <time key={atMs} style={{ left: percent(place) }}>
            {written(atMs, zone)}
          </time>
        ))}
    </figcaption>
  );
}

/** How much there was of each kind over time, and what is missing. */
export function BarsOverTime({ what, buckets, seen }: Props): ReactNode {
  const { plot, brush, on } = useBrush(buckets);
  const end = axisEnd(Math.max(0, ...buckets.map(sumOf)));
  const span = spanOf(buckets);
  return (
    <figure className="bars">
      <div className="bars-axis" aria-hidden="true">
        {[end, end / 2, 0].map((value) => (
          <span key={value}>{asText({ ...count(value), value: axisText(count(value)) })}</span>
        ))}
      </div>
      <div className="bars-plot" ref={plot} {...on}>
        <Bars buckets={buckets} what={what} />
        {buckets.map(({ from, lost }, at) => lost > 0 && <Over key={from} className="bars-lost" from={at / buckets.length} to={(at + 1) / buckets.length} />)}
        {seen !== undefined && seen.fromMs <= span.toMs && seen.toMs >= span.fromMs && (
          <Over className="bars-seen" from={placeOf(buckets, seen.fromMs)} to={placeOf(buckets, seen.toMs)} />
        )}
        {brush !== undefined && <Over className="bars-brush" from={brush[0]} to={brush[1]} />}
        <Marks span={span} rim={noRim} />
      </div>
      <Ticks buckets={buckets} />
    </figure>
  );
}

const noRim = { left: 0, right: 0 } as const;
