import './marked.css';
import { createContext, type ReactNode, type RefObject, use, useEffect, useMemo, useRef, useState } from 'react';
import type { Record as Event } from '#contract/record.ts';
import { type EventMark, eventMarks, isTelling } from '../../lib/event-marks.ts';
import { clockSeconds } from '../../lib/time.ts';
import { severityOutlines } from '../entity/severity-mark.tsx';
import { toEvent } from '../events-at.ts';
import { Link } from '../link.tsx';
import { usePreferences } from '../preferences.ts';
import { usePageChange } from '../shell/rail.tsx';
import { plotRimPx, type TimeSpan } from './plot.ts';

const Marked = createContext<readonly Event[]>([]);

/** Every chart in it marks when these events happened. */
export function MarkedCharts({ events, children }: { readonly events: readonly Event[]; readonly children: ReactNode }): ReactNode {
  return <Marked value={events}>{children}</Marked>;
}

interface MarkProps {
  readonly mark: EventMark;
  readonly span: TimeSpan;
  readonly bare: boolean;
  readonly rim: Rim;
}

/** What lies beside the time axis. */
interface Rim {
  readonly left: number;
  readonly right: number;
}

const turnOutline = 'M6 .8 11.2 6 6 11.2.8 6Z';

/** Reached by pointer alone: the list of events beside the charts leads a keyboard there, once and not on each chart. */
function MarkLink({ mark: { id, atMs, severity, message, events, isTurn, alert }, span, bare, rim }: MarkProps): ReactNode {
  const { zone } = usePreferences();
  const changeTo = usePageChange();
  const share = (atMs - span.fromMs) / (span.toMs - span.fromMs);
  const left = `calc(${rim.left}px + (100% - ${rim.left + rim.right}px) * ${share})`;
  const kind = isTurn ? 'turn' : severity;
  return (
    <Link
      className={bare ? 'chart-mark chart-mark-bare' : `chart-mark chart-mark-${kind}`}
      to={alert === undefined ? toEvent(changeTo, id, atMs) : changeTo('/alerts', { alert })}
      style={{ left }}
      tabIndex={-1}
      title={`${clockSeconds(atMs, zone)} ${message}${events > 1 ? `, and ${events - 1} more` : ''}`}
    >
      <svg width="10" height="10" viewBox="0 0 12 12" aria-hidden="true">
        <path d={isTurn ? turnOutline : severityOutlines[severity]} />
      </svg>
    </Link>
  );
}

interface MarksProps {
  readonly span: TimeSpan;
  /** All of them, over marks that are drawn already. */
  readonly bare?: boolean;
  readonly rim?: Rim;
}

const markPx = 14;
const mostPlaces = 60;

/** For how many marks there is room beside each other. */
function usePlaces({ left, right }: Rim): readonly [RefObject<HTMLDivElement | null>, number] {
  const host = useRef<HTMLDivElement>(null);
  const [places, setPlaces] = useState(mostPlaces);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setPlaces(Math.max(1, Math.min(mostPlaces, Math.floor((element.clientWidth - left - right) / markPx)))));
    observer.observe(element);
    return () => observer.disconnect();
  }, [left, right]);
  return [host, places];
}

/** Lies over a plot. */
export function Marks({ span, bare = false, rim = plotRimPx }: MarksProps): ReactNode {
  const events = use(Marked);
  const { fromMs, toMs } = span;
  const [host, places] = usePlaces(rim);
  const marks = useMemo(() => eventMarks(bare ? events : events.filter(isTelling), { fromMs, toMs }, places), [events, bare, fromMs, toMs, places]);
  return (
    <div className="chart-marks" aria-hidden="true" ref={host}>
      {marks.map((mark) => (
        <MarkLink key={mark.id} mark={mark} span={span} bare={bare} rim={rim} />
      ))}
    </div>
  );
}
