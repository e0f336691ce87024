import type { Severity } from '#contract/severities.ts';

interface Told {
  readonly id: string;
  readonly time: string;
  readonly lastTime?: string;
  readonly type: string;
  readonly severity: Severity;
  readonly message: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** What lies too close together to be told apart: the worst of it, or the newest of what is equally bad, and how many there are. */
export interface EventMark {
  readonly id: string;
  readonly atMs: number;
  readonly severity: Severity;
  readonly message: string;
  readonly events: number;
  /** A deploy is no trouble, and yet explains what changed. */
  readonly isTurn: boolean;
  /** The id of the alert of which it tells. */
  readonly alert?: string;
}

const order: readonly Severity[] = ['info', 'warning', 'error'];
const isTurn = ({ type }: Told): boolean => type === 'deploy';
const weight = (event: Told): number => order.indexOf(event.severity) + (isTurn(event) ? 0.5 : 0);

/** What is marked on every chart: what is wrong, and what was changed. */
export const isTelling = (event: Told): boolean => event.severity !== 'info' || isTurn(event);

/** At most so many as there are places, oldest first. `events` come newest first. */
export function eventMarks(events: readonly Told[], { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }, places: number): EventMark[] {
  const placeOf = ({ time }: Told) => Math.floor(((Date.parse(time) - fromMs) / (toMs - fromMs)) * places);
  const within = events.filter((event) => placeOf(event) >= 0 && placeOf(event) < places);
  return [...Map.groupBy(within, placeOf).values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const worst = others.reduce((known, other) => (weight(other) > weight(known) ? other : known), first);
      const { id, time, severity, message, attributes } = worst;
      const alert = attributes?.['alert.id'];
      return [{ id, atMs: Date.parse(time), severity, message, events: others.length + 1, isTurn: isTurn(worst), ...(typeof alert === 'string' && { alert }) }];
    })
    .reverse();
}
