import type { Record as Event } from '#contract/record.ts';
import { type Alert, severityOrder } from './alert-words.ts';

/** Those that make something not well; the others are only to know. */
const telling: readonly Alert['severity'][] = ['page', 'ticket'];

/** What shows why something is not well, and what it says. */
export type Evidence =
  | { readonly kind: 'alert'; readonly id: string; readonly says: string }
  | { readonly kind: 'event'; readonly id: string; readonly says: string; readonly atMs: number };

type About = Pick<Alert, 'id' | 'name' | 'severity' | 'entity'>;
type Happened = Pick<Event, 'id' | 'time' | 'severity' | 'message'>;

/** The worst alert about the first of these, which is why; else the newest event that is not merely to know, which may be. */
export function evidenceOf(ids: readonly string[], alerts: readonly About[], events: readonly Happened[]): Evidence | undefined {
  const place = ({ entity }: About) => ids.indexOf(entity?.id ?? '');
  const [alert] = alerts
    .filter((one) => place(one) >= 0 && telling.includes(one.severity))
    .sort((a, b) => severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity) || place(a) - place(b));
  if (alert !== undefined) return { kind: 'alert', id: alert.id, says: alert.name };
  const [event] = events.filter(({ severity }) => severity !== 'info').sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  return event === undefined ? undefined : { kind: 'event', id: event.id, says: event.message, atMs: Date.parse(event.time) };
}
