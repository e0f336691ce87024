import './scrubber.css';
import { Diff as DiffIcon, Pause, Pin as PinIcon, Play, StepBack, StepForward, X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Timeline } from '#contract/timeline.ts';
import { type Strip as Span, stepped } from '../../../lib/look-back.ts';
import { ago, clockSeconds, span, stamp, windowLabel, type Zone } from '../../../lib/time.ts';
import { go, usePlace } from '../../../ui/location.ts';
import { usePreferences } from '../../../ui/preferences.ts';
import { useRoute } from '../../../ui/queries.ts';
import { incomparable } from '../model/watched.ts';
import { type Moment, useDrag, useMoment, usePlay } from './moment.ts';
import { Strip } from './strip.tsx';
import { closesDiff, type Diff, earlierThan, isDiffOpen, opensDiff, pins, readPin, unpins } from './use-diff.ts';

function Steps({ moment }: { readonly moment: Moment }): ReactNode {
  const { strip, atMs, time, seek } = moment;
  const { playing, toggle } = usePlay(moment);
  const length = span(strip.stepMs / 1000);
  const step = (steps: number) => seek(stepped(strip, atMs, steps, Date.now()));
  const PlayIcon = playing ? Pause : Play;
  return (
    <div className="scrub-steps">
      <Button className="control control-square" aria-label={`Back ${length}`} isDisabled={atMs <= strip.leastMs} onPress={() => step(-1)}>
        <StepBack className="icon" size={14} aria-hidden="true" />
      </Button>
      <Button className="control control-square" aria-label={playing ? 'Stop the replay' : 'Replay'} onPress={toggle}>
        <PlayIcon className="icon" size={14} aria-hidden="true" />
      </Button>
      <Button className="control control-square" aria-label={`Forward ${length}`} isDisabled={time.kind === 'live'} onPress={() => step(1)}>
        <StepForward className="icon" size={14} aria-hidden="true" />
      </Button>
    </div>
  );
}

/** Today's moments by the clock, others with their day. */
function Shown({ atMs, nowMs, live, zone }: { readonly atMs: number; readonly nowMs: number; readonly live: boolean; readonly zone: Zone }): ReactNode {
  const today = stamp(atMs, zone).slice(0, 10) === stamp(nowMs, zone).slice(0, 10);
  return (
    <p className="scrub-shown">
      <b>{clockSeconds(atMs, zone)}</b>
      <span title={stamp(atMs, zone)}>{live ? 'now' : today ? ago(atMs, nowMs) : stamp(atMs, zone).slice(5, 10)}</span>
    </p>
  );
}

const pinTakesMs = 5000;

const comparedWords = ({ compared, differences }: Diff): string | undefined => (compared && incomparable(compared)?.says) ?? differences?.words;

/** Where nothing is pinned: what is different since an hour ago, or since what else is compared with, one press away. */
function AgainstEarlier(): ReactNode {
  const { query } = usePlace();
  const open = isDiffOpen(query);
  return (
    <button type="button" className="scrub-against" aria-pressed={open} onClick={() => go(open ? closesDiff(query) : opensDiff(query))}>
      Compare with {earlierThan(query).words}
    </button>
  );
}

/** The pin, and what is different since: one press away. */
function Compare({
  moment,
  pinnedMs,
  diff,
  zone,
}: {
  readonly moment: Moment;
  readonly pinnedMs: number | undefined;
  readonly diff: Diff;
  readonly zone: Zone;
}): ReactNode {
  const { query } = usePlace();
  if (pinnedMs === undefined) {
    return (
      <div className="scrub-diff">
        <Button className="control control-box" onPress={() => go(pins(Math.floor(moment.atMs / pinTakesMs) * pinTakesMs))}>
          <PinIcon className="icon" size={14} aria-hidden="true" />
          Pin as A
        </Button>
        <AgainstEarlier />
      </div>
    );
  }
  const open = isDiffOpen(query);
  const at = windowLabel(pinnedMs, pinnedMs, moment.nowMs, zone).split('–', 1)[0];
  const words = diff.error === null ? comparedWords(diff) : 'could not be compared';
  return (
    <div className="scrub-diff">
      <span>
        <Button className="control control-box" aria-pressed={open} onPress={() => go(open ? closesDiff(query) : opensDiff(query))}>
          <DiffIcon className="icon" size={14} aria-hidden="true" />
          Diff with A
        </Button>
        <Button className="control control-square" aria-label={`Take the pin at ${at} away`} onPress={() => go(unpins(query))}>
          <X className="icon" size={14} aria-hidden="true" />
        </Button>
      </span>
      <p role="status">{words ?? 'comparing'}</p>
    </div>
  );
}

const timelineInput = ({ fromMs, toMs }: Span) => ({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });

/** Under the map: hours at a glance, any moment of which can be looked at again. */
export function Scrubber({ diff }: { readonly diff: Diff }): ReactNode {
  const { query } = usePlace();
  const { zone } = usePreferences();
  const moment = useMoment();
  const drag = useDrag(moment);
  const { strip, time, nowMs } = moment;
  const { data, error } = useRoute('GET /api/timeline', [strip.fromMs, strip.toMs], () => timelineInput(strip));
  // While Prometheus is away, what was drawn last stays.
  const lastGood = useRef<Timeline>(undefined);
  if (data !== undefined && data.missing === null) lastGood.current = data;
  const failure = error === null ? (data?.missing ?? undefined) : error.message;
  const pinnedMs = readPin(query);
  const live = time.kind === 'live' && (drag.dragMs === undefined || drag.dragMs >= nowMs);
  return (
    <section className="scrub" aria-label="Look back">
      <Steps moment={moment} />
      <Shown atMs={drag.dragMs ?? moment.atMs} nowMs={nowMs} live={live} zone={zone} />
      <Strip
        moment={moment}
        drag={drag}
        timeline={lastGood.current ?? data}
        failure={lastGood.current === undefined ? failure : undefined}
        pinnedMs={pinnedMs}
        zone={zone}
      />
      <Compare moment={moment} pinnedMs={pinnedMs} diff={diff} zone={zone} />
    </section>
  );
}
