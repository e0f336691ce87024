import { keptSecret, type Target } from '#contract/receivers.ts';
import { badInput } from '../problem.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields that are a secret as a whole; of an address in the clear, all but its scheme and host may be one. */
const secretFields: Readonly<{ [kind in Target['kind']]: readonly string[] }> = {
  webhook: ['secret'],
  teams: ['url'],
  custom: ['url', 'headers', 'secret'],
  slack: ['url'],
  pagerduty: ['routingKey'],
  opsgenie: ['apiKey'],
  email: ['password'],
};
/** Where a secret would go: with another, the one that is kept is not sent there. */
const destinations = ['url', 'apiUrl', 'smarthost'];

function maskedUrl(text: string): string {
  if (!URL.canParse(text)) return keptSecret;
  const { origin } = new URL(text);
  return text === origin || text === `${origin}/` ? text : `${origin}/${keptSecret}`;
}

function maskedValue(kind: Target['kind'], name: string, value: unknown): unknown {
  if (name === 'headers' && typeof value === 'object' && value !== null) return Object.fromEntries(Object.keys(value).map((header) => [header, keptSecret]));
  if (secretFields[kind].includes(name)) return keptSecret;
  return name === 'url' && typeof value === 'string' ? maskedUrl(value) : value;
}

/** As it may be shown. */
export function masked(to: Target): Target {
  const entries = Object.entries(to).map(([name, value]): [string, unknown] => [name, maskedValue(to.kind, name, value)]);
  return Object.fromEntries(entries) as Target;
}

/** What stands for a secret that was kept is that secret again. */
export function unmasked(given: Target, known: Target | undefined): Target {
  const shown: Fields = known === undefined || known.kind !== given.kind ? {} : masked(known);
  const old: Fields = known === undefined ? {} : known;
  const isKept = ([name, value]: [string, unknown]) => JSON.stringify(value).includes(keptSecret) && JSON.stringify(value) === JSON.stringify(shown[name]);
  const entries = Object.entries(given);
  const kept = entries.filter(isKept).map(([name]) => name);
  const full = Object.fromEntries(entries.map((entry): [string, unknown] => [entry[0], isKept(entry) ? old[entry[0]] : entry[1]]));
  if (JSON.stringify(full).includes(keptSecret)) throw badInput('to', 'the secret itself', `${keptSecret} stands for a secret that is not there`);
  if (kept.length > 0 && destinations.some((name) => full[name] !== old[name]))
    throw badInput('to', 'the secret again', 'where it goes has changed: give its secret again');
  return full as Target;
}
