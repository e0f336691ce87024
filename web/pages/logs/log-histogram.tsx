import type { ReactNode } from 'react';
import type { LogHistogram } from '#contract/logs.ts';
import { barsOf, levelTotals, mostLines } from '../../lib/levels.ts';
import { asText, count, exact } from '../../lib/quantity.ts';
import { clock, clockSeconds } from '../../lib/time.ts';
import { go } from '../../ui/location.ts';
import { usePreferences } from '../../ui/preferences.ts';
import { showsTime } from '../../ui/time-scope.ts';

const heightPx = 80;
const ticks = 6;

function bucketTitle({ counts, lost }: LogHistogram['buckets'][number], at: string): string {
  const parts = Object.entries({ ...counts, ...(lost === 0 ? {} : { lost }) }).map(([level, lines]) => `${exact(lines)} ${level}`);
  return `${at}: ${parts.length === 0 ? 'no lines' : parts.join(', ')}`;
}

/** How many lines of each level there are over time. A bar leads to its time. */
export function Histogram({ histogram }: { readonly histogram: LogHistogram }): ReactNode {
  const { zone } = usePreferences();
  const { buckets, total, lost } = histogram;
  const most = mostLines(histogram);
  const every = Math.max(1, Math.ceil(buckets.length / ticks));
  const label = `Lines over time: ${exact(total)}, ${levelTotals(histogram)
    .map(({ look, lines }) => `${exact(lines)} ${look.level}`)
    .join(', ')}${lost === 0 ? '' : `; ${exact(lost)} are lost`}.`;
  return (
    <figure className="log-histogram">
      <div className="log-axis" aria-hidden="true">
        <span>{total === 0 ? '' : asText(count(most))}</span>
        <span>0</span>
      </div>
      <div className="log-plot">
        <svg role="img" aria-label={label} viewBox={`0 0 ${Math.max(1, buckets.length)} ${heightPx}`} preserveAspectRatio="none" height={heightPx}>
          {buckets.map((bucket, at) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the pointer; the time range of the top bar does the same
            <g key={bucket.from} className="log-bucket" onClick={() => go(showsTime({ kind: 'fixed', from: bucket.from, to: bucket.to }))}>
              <title>{bucketTitle(bucket, clockSeconds(Date.parse(bucket.from), zone))}</title>
              <rect className="log-behind" x={at} y={0} width={1} height={heightPx} />
              {barsOf(bucket.counts, most).map(({ colour, y, height }) => (
                <rect key={y} x={at + 0.1} y={y * heightPx} width={0.8} height={height * heightPx} style={{ fill: colour }} />
              ))}
            </g>
          ))}
        </svg>
        {buckets.map(
          ({ from, lost: missing }, at) =>
            missing > 0 && (
              <span key={from} className="log-lost" style={{ left: `${(at / buckets.length) * 100}%`, width: `${100 / buckets.length}%` }} aria-hidden="true" />
            ),
        )}
      </div>
      <figcaption>
        {buckets.map(
          ({ from }, at) =>
            at % every === 0 && (
              <time key={from} dateTime={from} style={{ left: `${(at / buckets.length) * 100}%` }}>
                {clock(Date.parse(from), zone)}
              </time>
            ),
        )}
      </figcaption>
    </figure>
  );
}
