import { fingerprintOf } from '../alerts/fingerprint.ts';
import type { Labels } from '../store/prometheus.ts';
import type { RecordPlace, RecordStore } from '../store/store.ts';
import type { Window } from '../topology/window.ts';
import type { Fired } from './firings.ts';

/** When somebody silenced alerts or said that they look after them, by the ids of alerts. */
type Handled = ReadonlyMap<string, readonly number[]>;

const asked = 'type=alert.silenced,alert.acknowledged';
const atOnce = 1000;
/** Of more, the newest are known. */
const mostPages = 10;

async function handledIn({ fromMs, toMs }: Window, records: Pick<RecordStore, 'page'>): Promise<Handled> {
  const handled = new Map<string, number[]>();
  let after: RecordPlace | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { records: found, next } = await records.page({ fromMs, toMs, find: asked, limit: atOnce, ...(after && { after }) });
    for (const { time, attributes } of found) {
      const id = String(attributes['alert.id']);
      handled.set(id, [...(handled.get(id) ?? []), Date.parse(time)]);
    }
    if (next === undefined) break;
    after = next;
  }
  return handled;
}

/** Told of a minute as a whole, what began in it may have been silenced a little before. */
const graceMs = 60_000;

/** The same with whether somebody looked after each. `externalLabels`: those with which Prometheus tells Alertmanager. */
export async function withHandled(fired: Fired, records: Pick<RecordStore, 'page'>, externalLabels: Labels): Promise<Fired> {
  const handled = await handledIn(fired.window, records);
  const firings = fired.firings.map((one) => {
    const times = handled.get(fingerprintOf({ ...externalLabels, ...one.labels })) ?? [];
    const toMs = one.toMs ?? fired.window.toMs;
    return { ...one, isHandled: times.some((ms) => ms >= one.fromMs - graceMs && ms <= toMs + graceMs) };
  });
  return { ...fired, firings };
}
