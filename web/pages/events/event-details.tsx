import { Link2, ListCollapse } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Record as Event } from '#contract/record.ts';
import { aboutOf, lastedSeconds } from '../../lib/event-words.ts';
import { span, stamp } from '../../lib/time.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { toEvent } from '../../ui/events-at.ts';
import { Around, aroundKey, moreAround } from '../../ui/found/around.tsx';
import { type Fact, Facts } from '../../ui/found/facts.tsx';
import { go, hrefOf, usePlace } from '../../ui/location.ts';
import { usePreferences } from '../../ui/preferences.ts';
import { useRoute } from '../../ui/queries.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { EventHead } from './event-head.tsx';

const whose = [
  { of: 'all', says: 'of everyone' },
  { of: 'identity', says: 'about the same' },
  { of: 'node', says: 'on the same host' },
] as const;
type Whose = (typeof whose)[number]['of'];

const isWhose = (of: string | null): of is Whose => whose.some((one) => one.of === of);

function EventsAround({ id, of }: { readonly id: string; readonly of: Whose }): ReactNode {
  const [each, setEach] = useState<number>(moreAround.first);
  const asked = useRoute('GET /api/events/context', [id, of, each], () => ({ id, of, before: each, after: each }), { still: true });
  const near = (event: Event): ReactNode => (
    <div className={`event-near event-row-${event.severity}`}>
      <EventHead event={event} withDate />
    </div>
  );
  return <Around what="events" asked={asked} each={each} onMore={() => setEach(moreAround.next)} whose={whose} of={of} row={near} />;
}

function factsOf(event: Event, stamped: (time: string) => string): Fact[] {
  const { type, severity, time, lastTime, node, identity, object, reason, count, attributes } = event;
  const lasted = lastTime === undefined ? '' : ` to ${stamped(lastTime)}, ${span(lastedSeconds(event))}`;
  const app = aboutOf(identity)?.name ?? '';
  const own = [
    { name: 'type', value: type, field: 'type' },
    { name: 'time', value: `${stamped(time)}${lasted}` },
    { name: 'severity', value: severity, field: 'severity' },
    { name: 'node', value: node, field: 'node' },
    { name: 'app', value: app, field: 'app' },
    { name: 'identity', value: identity, field: 'identity' },
    { name: 'object', value: object, field: 'object' },
    { name: 'reason', value: reason, field: 'reason' },
    { name: 'count', value: String(count) },
  ];
  return [...own.filter(({ value }) => value !== ''), ...Object.entries(attributes).map(([name, value]) => ({ name, value: String(value), field: name }))];
}

/** What is known of an event, and what happened around it. */
export function EventDetails({ event }: { readonly event: Event }): ReactNode {
  const { zone } = usePreferences();
  const changeTo = usePageChange();
  const around = usePlace().query.get(aroundKey);
  const isAround = isWhose(around);
  const link = () => new URL(hrefOf(toEvent(changeTo, event.id, Date.parse(event.time))), location.href).href;
  return (
    <div className="event-details">
      <div className="found-actions">
        <button
          type="button"
          className="control control-box"
          aria-expanded={isAround}
          onClick={() => go({ set: { [aroundKey]: isAround ? undefined : 'all' } }, 'replace')}
        >
          <ListCollapse className="icon" size={14} aria-hidden="true" />
          Events around
        </button>
        <CopyButton label="Copy link to this event" words="Copy link" icon={Link2} className="control control-box" text={link} />
      </div>
      <Facts facts={factsOf(event, (time) => stamp(Date.parse(time), zone))} />
      {isAround && <EventsAround id={event.id} of={around} />}
    </div>
  );
}
