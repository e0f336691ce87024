import type { l7Protocols } from './metrics.ts';

/** What a request came to. A client's error is of the client's own making: it is shown, but only errors make anything unwell. */
export const outcomes = ['ok', 'client_error', 'error'] as const;
export type Outcome = (typeof outcomes)[number];

type Meaning = { readonly [outcome in Exclude<Outcome, 'error'>]?: string };

/**
 * What the values of `status` mean, as regular expressions that JavaScript and Prometheus read alike. Whatever is in neither is an
 * error, `unanswered` first of all. `other` is also where requests go that are beyond the pairs of method and status that an edge may
 * have, so that it is not known to be an error, and nothing becomes unwell by it.
 */
const meanings: Readonly<Record<(typeof l7Protocols)[number], Meaning>> = {
  http: { ok: '[123]..|other', client_error: '4..' },
  // The three beside NXDOMAIN say that a precondition of an update does not hold (RFC 2136).
  dns: { ok: 'NOERROR|other', client_error: 'NXDOMAIN|YXDOMAIN|YXRRSET|NXRRSET' },
  // MOVED and ASK send the client to another node of the cluster; after NOSCRIPT it sends the script.
  redis: { ok: 'ok|MOVED|ASK|other', client_error: 'NOSCRIPT' },
  // The classes 00, 01 and 02 of SQLSTATE are completions.
  postgresql: { ok: 'ok|0[012]|other' },
  mysql: { ok: 'ok|0[012]|other' },
  tls: { ok: 'ok|other' },
  other: { ok: 'ok|other' },
};

function patternOf(outcome: keyof Meaning): string {
  const parts = Object.entries(meanings).flatMap(([protocol, { [outcome]: statuses }]) => (statuses === undefined ? [] : [`${protocol}/(?:${statuses})`]));
  return parts.join('|');
}

/** Over `protocol/status`, anchored at both ends by who uses them; whatever neither matches is an error. */
export const outcomePatterns: Readonly<Record<keyof Meaning, string>> = { ok: patternOf('ok'), client_error: patternOf('client_error') };

const isOk = new RegExp(`^(?:${outcomePatterns.ok})$`);
const isClientError = new RegExp(`^(?:${outcomePatterns.client_error})$`);

export function outcomeOf(protocol: string, status: string): Outcome {
  const of = `${protocol}/${status}`;
  if (isOk.test(of)) return 'ok';
  return isClientError.test(of) ? 'client_error' : 'error';
}
