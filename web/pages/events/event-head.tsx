import type { ReactNode } from 'react';
import type { Record as Event } from '#contract/record.ts';
import { typeWords } from '../../lib/event-words.ts';
import { count, narrowSpace } from '../../lib/quantity.ts';
import { clockSeconds, stamp } from '../../lib/time.ts';
import { SeverityMark } from '../../ui/entity/severity-mark.tsx';
import { usePreferences } from '../../ui/preferences.ts';
import { EventAbout } from './event-about.tsx';

/** When, how severe, what, about whom, and in words. */
export function EventHead({ event, withDate }: { readonly event: Event; readonly withDate: boolean }): ReactNode {
  const { zone } = usePreferences();
  const { time, severity, message, type, count: times } = event;
  const atMs = Date.parse(time);
  return (
    <>
      <time dateTime={time} title={stamp(atMs, zone)}>
        {withDate ? stamp(atMs, zone).slice(5, 19) : clockSeconds(atMs, zone)}
      </time>
      <SeverityMark severity={severity} />
      <span className="event-type" title={type}>
        {typeWords(event)}
      </span>
      <span className="event-about">
        <EventAbout event={event} />
      </span>
      <span className="event-said" title={message}>
        {message}
      </span>
      <span className="event-count" title={`It happened ${times} times`}>
        {times > 1 && `×${narrowSpace}${count(times).value}`}
      </span>
    </>
  );
}
