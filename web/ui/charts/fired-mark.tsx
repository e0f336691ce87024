import './fired-mark.css';
import type { ReactNode } from 'react';
import { clock } from '../../lib/time.ts';
import { usePreferences } from '../preferences.ts';
import { plotRimPx, type TimeSpan } from './plot.ts';

interface Props {
  readonly fromMs: number;
  readonly toMs: number;
  readonly span: TimeSpan;
}

/** Over a plot: from when to when an alert fired. */
export function FiredMark({ fromMs, toMs, span }: Props): ReactNode {
  const { zone } = usePreferences();
  const length = span.toMs - span.fromMs;
  const place = (atMs: number) => Math.min(1, Math.max(0, (atMs - span.fromMs) / length));
  const { left, right } = plotRimPx;
  const at = (share: number) => `calc(${left}px + (100% - ${left + right}px) * ${share})`;
  if (toMs < span.fromMs || fromMs > span.toMs) return null;
  const begins = place(fromMs);
  return (
    <div
      className={fromMs < span.fromMs ? 'fired fired-before' : 'fired'}
      style={{ left: at(begins), right: `calc(100% - ${at(place(toMs))})` }}
      aria-hidden="true"
    >
      {fromMs >= span.fromMs && <span className={begins > 0.7 ? 'fired-left' : undefined}>alert {clock(fromMs, zone)}</span>}
    </div>
  );
}
