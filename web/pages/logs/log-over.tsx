import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { LogHistogram, LogProgress } from '#contract/logs.ts';
import type { Record as Event } from '#contract/record.ts';
import { levelBuckets, levelTotals } from '../../lib/levels.ts';
import { asText, exact, percent } from '../../lib/quantity.ts';
import { clockSeconds } from '../../lib/time.ts';
import { Hatched } from '../../ui/believed.tsx';
import { BarsOverTime } from '../../ui/charts/bars-over-time.tsx';
import { MarkedCharts } from '../../ui/charts/marked.tsx';
import { Link } from '../../ui/link.tsx';
import { Num } from '../../ui/numbers.tsx';
import { usePreferences } from '../../ui/preferences.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { useSeen } from './seen.ts';
import type { Counted } from './use-histogram.ts';

/** Each colour once: levels that share one are told apart by their letters. */
function Legend({ histogram }: { readonly histogram: LogHistogram }): ReactNode {
  const byColour = Map.groupBy(levelTotals(histogram), ({ look }) => look.colour);
  return (
    <ul className="log-legend" aria-label="Colours">
      {Array.from(byColour, ([colour, totals]) => (
        <li key={colour}>
          <span className="log-swatch" style={{ background: colour }} aria-hidden="true" />
          {totals.map(({ look }) => look.level).join(', ')}
        </li>
      ))}
      {histogram.lost > 0 && (
        <li>
          <span className="swatch-hatch" aria-hidden="true" />
          partly lost
        </li>
      )}
    </ul>
  );
}

interface CountingProps extends Pick<Counted, 'cancel' | 'refetch'> {
  readonly progress: LogProgress;
  readonly isCounting: boolean;
}

/** How far a long count is, and the way to end it. */
function Counting({ progress: { share, countedFrom }, isCounting, cancel, refetch }: CountingProps): ReactNode {
  const { zone } = usePreferences();
  return (
    <p className="log-counting">
      <progress value={share} aria-label="How much of the time is counted" />
      {isCounting ? 'counted' : 'stopped'} back to {clockSeconds(Date.parse(countedFrom), zone)}, {asText(percent(share))}
      <button type="button" className="text-button" onClick={isCounting ? cancel : () => void refetch()}>
        {isCounting ? 'Stop' : 'Count all'}
      </button>
    </p>
  );
}

/** How many there are; where some are lost, at least so many. */
function Total({ histogram: { total, lost }, isPart }: { readonly histogram: LogHistogram; readonly isPart: boolean }): ReactNode {
  const changeTo = usePageChange();
  return (
    <>
      <p className="log-total" role="status">
        <b>
          <Num of={{ value: exact(total), gap: '', unit: '' }} atLeast={lost > 0 || isPart} />
        </b>{' '}
        {total === 1 ? 'line' : 'lines'}
      </p>
      {lost > 0 && (
        <Hatched>
          {exact(lost)} more {lost === 1 ? 'is' : 'are'} lost: <Link to={changeTo('/doctor')}>Doctor</Link> says why
        </Hatched>
      )}
    </>
  );
}

function OverTime({ histogram }: { readonly histogram: LogHistogram }): ReactNode {
  const buckets = useMemo(() => levelBuckets(histogram), [histogram]);
  return <BarsOverTime what="lines" buckets={buckets} seen={useSeen()} />;
}

interface Props {
  readonly counted: Counted;
  readonly histogram: LogHistogram;
  /** What happened meanwhile. */
  readonly events: readonly Event[];
}

/** How much was written, and when. */
export function Over({ counted, histogram, events }: Props): ReactNode {
  const { progress, error, isFetching, isPlaceholderData } = counted;
  const isOld = error !== null || (isPlaceholderData && progress === undefined);
  return (
    <div className={isOld ? 'log-over old' : 'log-over'}>
      <div className="log-over-head">
        <Total histogram={histogram} isPart={progress !== undefined} />
        {progress !== undefined && <Counting {...counted} progress={progress} isCounting={isFetching} />}
        <Legend histogram={histogram} />
      </div>
      <MarkedCharts events={events}>
        <OverTime histogram={histogram} />
      </MarkedCharts>
    </div>
  );
}
