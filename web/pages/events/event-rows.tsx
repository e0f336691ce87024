import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode } from 'react';
import type { Record as Event } from '#contract/record.ts';
import { typeWords } from '../../lib/event-words.ts';
import { aroundKey } from '../../ui/found/around.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { LongList, type Sight } from '../../ui/table/long-list.tsx';
import { EventDetails } from './event-details.tsx';
import { EventHead } from './event-head.tsx';

/** The key of the URL that holds the event that is open. */
const openKey = 'event';
const rowPx = 28;

/** Up and down go from row to row. */
function step(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.event-row')];
  const at = rows.findIndex((row) => row.contains(event.target as Node));
  const target = rows[event.key === 'ArrowDown' ? at + 1 : at - 1]?.querySelector<HTMLElement>('button');
  if (at < 0 || target === null || target === undefined) return;
  event.preventDefault();
  target.focus();
}

interface RowProps {
  readonly event: Event;
  readonly isOpen: boolean;
  /** The window is longer than a day, so that a clock alone would not say when. */
  readonly withDate: boolean;
}

const Row = memo(function Row({ event, isOpen, withDate }: RowProps): ReactNode {
  const { id, severity, message } = event;
  const turn = () => go({ set: { [openKey]: isOpen ? undefined : id, [aroundKey]: undefined } }, 'replace');
  const click = ({ target }: MouseEvent) => {
    // A link leads elsewhere, and who selects text reads.
    const isOther = (target as HTMLElement).closest('a, button') !== null || getSelection()?.isCollapsed === false;
    if (!isOther) turn();
  };
  const facts = `facts-${id}`;
  return (
    <div className={isOpen ? `event-row event-row-${severity} event-row-open` : `event-row event-row-${severity}`}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in the row does the same */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button in the row does the same for the keyboard */}
      <div className="event-line" onClick={click}>
        <button type="button" className="event-turn" aria-expanded={isOpen} aria-controls={facts} aria-label={`${typeWords(event)}: ${message}`} onClick={turn}>
          <ChevronRight className="icon icon-quiet" size={14} aria-hidden="true" />
        </button>
        <EventHead event={event} withDate={withDate} />
      </div>
      <div id={facts}>{isOpen && <EventDetails event={event} />}</div>
    </div>
  );
});

interface Props {
  /** Newest first. */
  readonly records: readonly Event[];
  readonly withDate: boolean;
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  readonly onOlder: () => void;
}

const keyOf = ({ id }: Event): string => id;

export function EventRows({ records, withDate, hasOlder, loadingOlder, onOlder }: Props): ReactNode {
  const open = usePlace().query.get(openKey);
  const look = ({ isAtEnd }: Sight) => {
    if (isAtEnd && hasOlder && !loadingOlder) onOlder();
  };
  return (
    <LongList
      label="List of events"
      className={withDate ? 'event-scroll event-rows-dated' : 'event-scroll'}
      rows={records}
      keyOf={keyOf}
      rowPx={rowPx}
      sticksTo={open === null ? 'start' : undefined}
      bring={open ?? undefined}
      onSight={look}
      onKeyDown={step}
      render={(event) => <Row event={event} isOpen={event.id === open} withDate={withDate} />}
    />
  );
}
