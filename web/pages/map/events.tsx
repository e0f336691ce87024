import type { ReactNode } from 'react';
import type { EdgeDetail } from '#contract/routes.ts';
import { clockSeconds, stamp } from '../../lib/time.ts';
import { usePreferences } from '../../ui/preferences.ts';

const letters = { info: 'I', warning: 'W', error: 'E' } as const;

export function Events({ events }: Pick<EdgeDetail, 'events'>): ReactNode {
  const { zone } = usePreferences();
  return (
    <section className="panel-part">
      <h3>
        Events <span>{events.length === 0 ? 'of both ends' : `of both ends, ${events.length}`}</span>
      </h3>
      {events.length === 0 ? (
        <p className="dim">Nothing was recorded about either end in this window.</p>
      ) : (
        <ol className="events">
          {events.map(({ id, at, severity, message }) => (
            <li key={id} className={`event-${severity}`}>
              <time dateTime={at} title={stamp(Date.parse(at), zone)}>
                {clockSeconds(Date.parse(at), zone)}
              </time>
              <span className="event-level" title={severity}>
                {letters[severity]}
              </span>
              <span className="cut" title={message}>
                {message}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
