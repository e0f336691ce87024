import type { Alert } from '#contract/alerts.ts';
import { countText } from '#contract/count-text.ts';
import type { Light, LightInput, LightThing } from '#contract/history.ts';
import { toldByPage } from '../alerts/alertmanager-config.ts';
import type { Sample } from '../store/prometheus.ts';

const pages = 'ALERTS{alertstate="firing", severity="page"}';
const others = 'ALERTS{alertstate="firing", severity!~"page|none"}';
/**
 * What fired at a moment of the past: by name, however many there are of each. Watchdog fires always.
 * Prometheus knows of no silence and of nobody else’s alerts; of what follows from another, of a ticket below its page alone.
 */
export const firingQuery = `count by (alertname, severity, domain) (${pages} or ${others} unless on (${toldByPage.join(', ')}) ${pages})`;

/** What fires now, in the same form: without what is silenced or follows from another, and with the alerts of others. */
export function firingNow(alerts: readonly Alert[]): Sample[] {
  const told = alerts.filter(({ state, severity }) => state === 'firing' && severity !== 'none');
  const same = Map.groupBy(told, ({ name, severity, domain }) => JSON.stringify([name, severity, domain]));
  return [...same.values()].flatMap((of) =>
    of.slice(0, 1).map(({ name, severity, domain }) => ({ labels: { alertname: name, severity, domain }, value: of.length })),
  );
}

/** What fired, and the question to which it is the answer; empty where nobody but Sonde could be asked. */
export interface Told {
  readonly samples: readonly Sample[];
  readonly query: string;
}

const domains: readonly Light['name'][] = ['network', 'compute', 'memory', 'storage', 'pipeline', 'logs'];
const domainOf = ({ labels }: Sample): Light['name'] => domains.find((name) => name === labels.domain) ?? 'other';

const states: Readonly<Record<string, LightThing['state']>> = { page: 'critical', ticket: 'warning' };
/** What is only to know colours nothing. */
const stateOf = ({ labels: { severity = '' } }: Sample): LightThing['state'] => (Object.hasOwn(states, severity) ? states[severity] : undefined) ?? 'ok';

export type Firing = ReadonlyMap<Light['name'], readonly Sample[]>;

/** Alerts by the light that they belong to; what says nothing of it, such as one from elsewhere, has a light of its own. */
export const firingByLight = (samples: readonly Sample[]): Firing => Map.groupBy(samples, domainOf);

const order: readonly LightThing['state'][] = ['critical', 'warning', 'ok'];
const worst = (samples: readonly Sample[]): LightThing['state'] => order.find((state) => samples.some((sample) => stateOf(sample) === state)) ?? 'ok';
const countOf = (samples: readonly Sample[]): number => samples.reduce((sum, { value }) => sum + value, 0);
const namesOf = (samples: readonly Sample[]): string[] => [...new Set(samples.map(({ labels: { alertname = '' } }) => alertname))];

const mostNamed = 3;

function listed(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  return rest > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${rest} others` : names.join(', ');
}

/** A word that all its alerts have; those of no domain have none in common. */
const wordsOf = (light: Light['name']): string => (light === 'other' ? '' : light);

/** All alerts of a light as one thing to look at: what finds them, and which they are. */
export function alertThings(light: Light['name'], samples: readonly Sample[]): LightThing[] {
  const telling = samples.filter((sample) => stateOf(sample) !== 'ok').sort((a, b) => order.indexOf(stateOf(a)) - order.indexOf(stateOf(b)));
  if (telling.length === 0) return [];
  const names = namesOf(telling);
  const count = countOf(telling);
  const [only] = names;
  return [
    {
      kind: 'alerts',
      id: names.length === 1 && only !== undefined ? only : wordsOf(light),
      name: count === 1 ? '1 alert fires' : `${countText(count)} alerts fire`,
      state: worst(telling),
      says: listed(names),
    },
  ];
}

export function alertInput({ samples, query }: Told): LightInput {
  return {
    name: 'alerts firing',
    state: worst(samples),
    value: countOf(samples),
    unit: '',
    of: listed(namesOf(samples)),
    warning: null,
    critical: null,
    query,
  };
}
