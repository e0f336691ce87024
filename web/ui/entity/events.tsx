import './lines.css';
import type { ReactNode } from 'react';
import type { EdgeDetail } from '#contract/routes.ts';
import { count, narrowSpace } from '../../lib/quantity.ts';
import { gathered, type Repeated, repeated } from '../../lib/repeated.ts';
import { clockSeconds, stamp } from '../../lib/time.ts';
import { toEvent } from '../events-at.ts';
import { Link } from '../link.tsx';
import { usePreferences } from '../preferences.ts';
import { usePageChange } from '../shell/rail.tsx';

type Event = EdgeDetail['events'][number];

const letters = { info: 'I', warning: 'W', error: 'E' } as const;

function Line({ newest: { id, time: at, severity, message }, times }: Repeated<Event>): ReactNode {
  const { zone } = usePreferences();
  const changeTo = usePageChange();
  const atMs = Date.parse(at);
  return (
    <li className={`event-${severity}`}>
      <Link to={toEvent(changeTo, id, atMs)} title={times === 1 ? stamp(atMs, zone) : `The last of ${times}: ${stamp(atMs, zone)}`}>
        <time dateTime={at}>{clockSeconds(atMs, zone)}</time>
      </Link>
      <span className="event-level" title={severity}>
        {letters[severity]}
      </span>
      <span className="event-message" title={message}>
        {message}
      </span>
      {times > 1 && <b className="event-times">{`×${narrowSpace}${count(times).value}`}</b>}
    </li>
  );
}

const fewEvents = 10;

interface Props extends Pick<EdgeDetail, 'events'> {
  /** About whom they are. */
  readonly whose: string;
  /** What finds all of them. */
  readonly terms: string;
  /** What says the same is told once, wherever it stands: for a glance. */
  readonly once?: boolean;
}

/** The last events about some, and the way to all of them. */
export function Events({ events, whose, terms, once = false }: Props): ReactNode {
  const changeTo = usePageChange();
  const groups = once ? gathered(events) : repeated(events);
  return (
    <section className="panel-part">
      <div className="lines-head">
        <h3>
          Events <span>{whose}</span>
        </h3>
        <Link className="facts-link" to={changeTo('/events', { query: terms })}>
          All events
        </Link>
      </div>
      {events.length === 0 ? (
        <p className="dim">Nothing was recorded in this time.</p>
      ) : (
        <ol className="events">
          {groups.slice(0, fewEvents).map((group) => (
            <Line key={group.newest.id} {...group} />
          ))}
        </ol>
      )}
    </section>
  );
}
