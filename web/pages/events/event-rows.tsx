import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Record as Event } from '#contract/record.ts';
import { lastedSeconds, typeWords } from '../../lib/event-words.ts';
import { count, narrowSpace } from '../../lib/quantity.ts';
import { clockSeconds, span, stamp } from '../../lib/time.ts';
import { SeverityMark } from '../../ui/entity/severity-mark.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { usePreferences } from '../../ui/preferences.ts';
import { EventAbout } from './event-about.tsx';

/** The key of the URL that holds the event that is open. */
const openKey = 'event';

/** Up and down go from row to row. */
function step(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = (event.target as HTMLElement).closest('li');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const target = next?.querySelector<HTMLElement>('button');
  if (target === null || target === undefined) return;
  event.preventDefault();
  target.focus();
}

function Attributes({ event }: { readonly event: Event }): ReactNode {
  const { zone } = usePreferences();
  const { time, lastTime, node, type, identity, object, reason, count: times, attributes } = event;
  const lasted = lastTime === undefined ? '' : ` to ${stamp(Date.parse(lastTime), zone)}, ${span(lastedSeconds(event))}`;
  const told = { type, time: `${stamp(Date.parse(time), zone)}${lasted}`, node, identity, object, reason, count: times, ...attributes };
  return (
    <dl className="event-facts">
      {Object.entries(told)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
    </dl>
  );
}

interface RowProps {
  readonly event: Event;
  readonly isOpen: boolean;
  /** The window is longer than a day, so that a clock alone would not say when. */
  readonly withDate: boolean;
}

function Row({ event, isOpen, withDate }: RowProps): ReactNode {
  const { zone } = usePreferences();
  const row = useRef<HTMLLIElement>(null);
  const cameOpen = useRef(isOpen);
  const { id, time, severity, message, count: times } = event;
  const atMs = Date.parse(time);
  const turn = () => go({ set: { [openKey]: isOpen ? undefined : id } }, 'replace');
  useEffect(() => {
    if (cameOpen.current) row.current?.scrollIntoView({ block: 'center' });
  }, []);
  const click = ({ target }: MouseEvent) => {
    // A link leads elsewhere, and who selects text reads.
    const isOther = (target as HTMLElement).closest('a, button, dl') !== null || getSelection()?.isCollapsed === false;
    if (!isOther) turn();
  };
  const facts = `facts-${id}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in the row does the same for the keyboard
    <li ref={row} className={isOpen ? `event-row event-row-${severity} event-row-open` : `event-row event-row-${severity}`} onClick={click}>
      <div className="event-line">
        <button type="button" className="event-turn" aria-expanded={isOpen} aria-controls={facts} aria-label={`${typeWords(event)}: ${message}`} onClick={turn}>
          <ChevronRight className="icon icon-quiet" size={14} aria-hidden="true" />
        </button>
        <time dateTime={time} title={stamp(atMs, zone)}>
          {withDate ? stamp(atMs, zone).slice(5, 19) : clockSeconds(atMs, zone)}
        </time>
        <SeverityMark severity={severity} />
        <span className="event-type" title={event.type}>
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
      </div>
      <div id={facts}>{isOpen && <Attributes event={event} />}</div>
    </li>
  );
}

interface Props {
  /** Newest first. */
  readonly records: readonly Event[];
  readonly withDate: boolean;
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  readonly onOlder: () => void;
}

export function EventRows({ records, withDate, hasOlder, loadingOlder, onOlder }: Props): ReactNode {
  const open = usePlace().query.get(openKey);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className="event-scroll" aria-label="List of events" tabIndex={0}>
      <ol className={withDate ? 'event-rows event-rows-dated' : 'event-rows'} onKeyDown={step}>
        {records.map((event) => (
          <Row key={event.id} event={event} isOpen={event.id === open} withDate={withDate} />
        ))}
      </ol>
      {hasOlder && (
        <Button className="control control-box event-older" onPress={onOlder} isPending={loadingOlder}>
          Older events
        </Button>
      )}
    </section>
  );
}
