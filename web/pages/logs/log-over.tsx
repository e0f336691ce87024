import { Fragment, memo, type ReactNode, useMemo } from 'react';
import type { LogHistogram, LogLoss, LogProgress } from '#contract/logs.ts';
import type { Record as Event } from '#contract/record.ts';
import { isTelling } from '../../lib/event-marks.ts';
import { levelBuckets, levelTotals } from '../../lib/levels.ts';
import { asText, exact, percent } from '../../lib/quantity.ts';
import { clockSeconds } from '../../lib/time.ts';
import { Hatched } from '../../ui/believed.tsx';
import { BarsOverTime } from '../../ui/charts/bars-over-time.tsx';
import { MarkedCharts } from '../../ui/charts/marked.tsx';
import { Legend, Total } from '../../ui/found/over.tsx';
import { Link } from '../../ui/link.tsx';
import { usePreferences } from '../../ui/preferences.ts';
import { nodePath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { useSeen } from './seen.ts';
import type { Counted } from './use-histogram.ts';

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

const fewNodes = 2;

/** How many, and where; the list says when and why. */
function Lost({ lost, losses }: { readonly lost: number; readonly losses: readonly LogLoss[] }): ReactNode {
  const changeTo = usePageChange();
  const nodes = [...new Set(losses.map(({ node }) => node))].filter((node) => node !== '');
  if (lost === 0) return null;
  return (
    <Hatched>
      {exact(lost)} more {lost === 1 ? 'is' : 'are'} lost
      {nodes.length > 0 && nodes.length <= fewNodes && ' on '}
      {nodes.length <= fewNodes &&
        nodes.map((node, at) => (
          <Fragment key={node}>
            {at > 0 && ' and '}
            <Link to={changeTo(nodePath(node))}>{node}</Link>
          </Fragment>
        ))}
      : <Link to={changeTo('/doctor')}>Doctor</Link> says why
    </Hatched>
  );
}

function OverTime({ histogram }: { readonly histogram: LogHistogram }): ReactNode {
  const buckets = useMemo(() => levelBuckets(histogram), [histogram]);
  return <BarsOverTime what="lines" buckets={buckets} seen={useSeen()} />;
}

/** Drawn where what it shows has changed, and not with each line. */
const Chart = memo(function Chart({ histogram, events }: Pick<Props, 'histogram' | 'events'>): ReactNode {
  return (
    <MarkedCharts events={events}>
      <OverTime histogram={histogram} />
    </MarkedCharts>
  );
});

interface Props {
  readonly counted: Counted;
  readonly histogram: LogHistogram;
  readonly losses: readonly LogLoss[];
  /** What happened meanwhile. */
  readonly events: readonly Event[];
}

/** How much was written, and when. */
export function Over({ counted, histogram, losses, events }: Props): ReactNode {
  const { progress, error, isFetching, isPlaceholderData } = counted;
  const isOld = error !== null || (isPlaceholderData && progress === undefined);
  return (
    <div className={isOld ? 'over old' : 'over'}>
      <div className="over-head">
        <Total total={histogram.total} what="lines" atLeast={histogram.lost > 0 || progress !== undefined} />
        <Lost lost={histogram.lost} losses={losses} />
        {progress !== undefined && <Counting {...counted} progress={progress} isCounting={isFetching} />}
        <Legend
          colours={levelTotals(histogram).map(({ look }) => ({ name: look.level, colour: look.colour }))}
          isLossy={histogram.lost > 0}
          isMarked={events.some(isTelling)}
        />
      </div>
      <Chart histogram={histogram} events={events} />
    </div>
  );
}
