import type { ReactNode } from 'react';
import type { Record as Event } from '#contract/record.ts';
import { type Evidence, evidenceOf } from '../../lib/evidence.ts';
import type { HealthState } from '../entity/health.ts';
import { toEvent } from '../events-at.ts';
import { Link } from '../link.tsx';
import { usePageChange } from '../shell/rail.tsx';
import { useTime } from '../time-scope.ts';
import { useFiring } from './firing-now.ts';

interface Props {
  readonly state: HealthState;
  /** What it is about, and whatever else its health follows from. */
  readonly ids: readonly string[];
  readonly events: readonly Event[];
}

/** An event comes before or after a thing is not well, and need not be why. */
const words: Readonly<Record<Evidence['kind'], string>> = { alert: 'Why', event: 'Latest event' };

/** After the sentence that says why something is not well: the way to what shows it. Nothing where nothing does. */
export function Why({ state, ids, events }: Props): ReactNode {
  const changeTo = usePageChange();
  const [time] = useTime();
  const { data } = useFiring();
  // What fires now says nothing of the past.
  const alerts = time.kind === 'live' ? (data?.alerts ?? []) : [];
  const found = state === 'ok' ? undefined : evidenceOf(ids, alerts, events);
  if (found === undefined) return null;
  const to = found.kind === 'alert' ? changeTo('/alerts', { alert: found.id }) : toEvent(changeTo, found.id, found.atMs);
  return (
    <>
      {' '}
      <Link to={to} title={found.says}>
        {words[found.kind]}
        <span className="unseen">: {found.says}</span>
      </Link>
    </>
  );
}
