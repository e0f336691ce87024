import type { ReactNode } from 'react';
import type { EdgeDetail } from '#contract/routes.ts';
import { count, narrowSpace } from '../lib/quantity.ts';
import { clockSeconds, stamp } from '../lib/time.ts';
import { usePreferences } from './preferences.ts';

type Event = EdgeDetail['events'][number];

/** The same message several times in a row: the newest, and how often. */
interface Repeated {
  readonly newest: Event;
  readonly times: number;
}

const letters = { info: 'I', warning: 'W', error: 'E' } as const;

function repeated(events: readonly Event[]): Repeated[] {
  const groups: Repeated[] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.newest.message === event.message && last.newest.severity === event.severity) groups[groups.length - 1] = { ...last, times: last.times + 1 };
    else groups.push({ newest: event, times: 1 });
  }
  return groups;
}

function Line({ newest: { at, severity, message }, times }: Repeated): ReactNode {
  const { zone } = usePreferences();
  const atMs = Date.parse(at);
  return (
    <li className={`event-${severity}`}>
      <time dateTime={at} title={times === 1 ? stamp(atMs, zone) : `The last of ${times}: ${stamp(atMs, zone)}`}>
        {clockSeconds(atMs, zone)}
      </time>
      <span className="event-level" title={severity}>
        {letters[severity]}
      </span>
      <span className="event-message">
        {message}
        {times > 1 && <b>{` ×${narrowSpace}${count(times).value}`}</b>}
      </span>
    </li>
  );
}

interface Props extends Pick<EdgeDetail, 'events'> {
  /** About whom they are. */
  readonly whose: string;
}

export function Events({ events, whose }: Props): ReactNode {
  return (
    <section className="panel-part">
      <h3>
        Events <span>{events.length === 0 ? whose : `${whose}, ${events.length}`}</span>
      </h3>
      {events.length === 0 ? (
        <p className="dim">Nothing was recorded in this time.</p>
      ) : (
        <ol className="events">
          {repeated(events).map((group) => (
            <Line key={group.newest.id} {...group} />
          ))}
        </ol>
      )}
    </section>
  );
}
