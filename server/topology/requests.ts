import type { Outcome } from '#contract/l7.ts';
import type { Confidence, EdgeL7, ProtocolRequests, RequestTotals, Unseen } from '#contract/requests.ts';
import type { EdgeFacts, Protocol, ProtocolFacts, RequestReading } from './facts.ts';

const words: Readonly<Record<Protocol, string>> = {
  http: 'HTTP requests',
  dns: 'DNS queries',
  redis: 'Redis commands',
  postgresql: 'PostgreSQL queries',
  mysql: 'MySQL queries',
  tls: 'TLS handshakes',
  other: 'requests',
};
export const wordsOf = (protocol: Protocol): string => words[protocol];

const unseenWords: Readonly<Record<Unseen['reason'], string>> = {
  encrypted: 'encrypted',
  http2: 'HTTP/2',
  unknown_protocol: 'unknown protocol',
  from_before: 'from before the agent started',
  unparsable: 'not as its protocol has it',
  unix_socket: 'unix socket',
  other: 'another reason',
};

export const outcomeCount = ({ requests }: Pick<ProtocolFacts, 'requests'>, outcome: Outcome): number => requests.get(outcome) ?? 0;
export const requestCount = ({ requests }: Pick<ProtocolFacts, 'requests'>): number => [...requests.values()].reduce((sum, count) => sum + count, 0);

/** A handshake opens a connection; what is asked on it comes after. */
export const isRequest = (protocol: Protocol): boolean => protocol !== 'tls';

const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);

function worstOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

type Rates = Omit<RequestTotals, 'p99Seconds'>;

function ratesOf(all: readonly ProtocolFacts[], seconds: number): Rates {
  const count = (of: (facts: ProtocolFacts) => number) => all.reduce((sum, facts) => sum + of(facts), 0);
  const [requests, errors, clientErrors] = [count(requestCount), count((one) => outcomeCount(one, 'error')), count((one) => outcomeCount(one, 'client_error'))];
  return {
    requestsPerSecond: requests / seconds,
    errorsPerSecond: errors / seconds,
    clientErrorsPerSecond: clientErrors / seconds,
    errorRatio: ratio(errors, requests),
  };
}

/** One request in a hundred is where the 99th percentile begins: who has fewer of them does not move it. */
const leastShare = 0.01;

/** The sum of several edges; their percentiles cannot be added, so that the slowest stands for all. */
export function addTotals(all: readonly RequestTotals[]): RequestTotals {
  const sum = (field: 'requestsPerSecond' | 'errorsPerSecond' | 'clientErrorsPerSecond') => all.reduce((total, one) => total + one[field], 0);
  const [requestsPerSecond, errorsPerSecond] = [sum('requestsPerSecond'), sum('errorsPerSecond')];
  return {
    requestsPerSecond,
    errorsPerSecond,
    clientErrorsPerSecond: sum('clientErrorsPerSecond'),
    errorRatio: ratio(errorsPerSecond, requestsPerSecond),
    p99Seconds: worstOf(all.filter((one) => one.requestsPerSecond >= leastShare * requestsPerSecond).map(({ p99Seconds }) => p99Seconds)),
  };
}

function protocolsOf(protocols: ReadonlyMap<Protocol, ProtocolFacts>, seconds: number): ProtocolRequests[] {
  return [...protocols]
    .map(([protocol, facts]) => ({
      protocol,
      asks: wordsOf(protocol),
      ...ratesOf([facts], seconds),
      p50Seconds: facts.p50Seconds,
      p99Seconds: facts.p99Seconds,
    }))
    .sort((a, b) => b.requestsPerSecond - a.requestsPerSecond || a.protocol.localeCompare(b.protocol));
}

/** What a node is asked most, by the edges that lead to it. */
export function servesOf(inward: readonly Pick<EdgeFacts, 'l7'>[]): Protocol | undefined {
  const counts = new Map<Protocol, number>();
  for (const { l7 } of inward) {
    for (const [protocol, facts] of l7.protocols) if (isRequest(protocol)) counts.set(protocol, (counts.get(protocol) ?? 0) + requestCount(facts));
  }
  const [most] = [...counts].sort(([a, some], [b, others]) => others - some || a.localeCompare(b));
  return most?.[0];
}

/** `encrypted and HTTP/2`: what most of the connections are. */
function reasonOf(unseen: readonly Unseen[]): string {
  return unseen
    .slice(0, 2)
    .map(({ says }) => says)
    .join(' and ');
}

/** Why there is not even a connection that is known to be unseen. */
function otherReason({ edge, open, toServerBytes, toClientBytes, l7 }: EdgeFacts, { up }: RequestContext['reading']): string {
  if (!up) return 'the l7 collector is not up';
  if (toServerBytes + toClientBytes === 0) return open > 0 ? 'nothing was sent in this window' : 'no connection in this window';
  if (l7.countedOnTwin) return 'DNS queries over TCP are counted with those over UDP';
  return edge.transport === 'udp' ? 'unknown protocol' : 'no request was recognised';
}

/** Nobody counts who connects there, only who is connected. */
function overUnixSocket({ edge }: EdgeFacts): [Unseen['reason'], number][] {
  return edge.transport === 'unix' ? [['unix_socket', 0]] : [];
}

const mostNames = 5;

export interface RequestContext {
  readonly seconds: number;
  readonly reading: Pick<RequestReading, 'up'>;
  readonly confidence: Confidence;
}

/** What a reply says of the requests on an edge. */
export function l7Of(facts: EdgeFacts, { seconds, reading, confidence }: RequestContext): EdgeL7 {
  const { protocols, unseen, serverNames } = facts.l7;
  const asked = [...protocols].filter(([protocol]) => isRequest(protocol)).map(([, one]) => one);
  const hidden = [...unseen, ...overUnixSocket(facts)]
    .map(([reason, connections]): Unseen => ({ reason, says: unseenWords[reason], connections }))
    .sort((a, b) => b.connections - a.connections || a.reason.localeCompare(b.reason));
  const seen = asked.length > 0;
  return {
    seen,
    reason: seen ? '' : reasonOf(hidden) || otherReason(facts, reading),
    ...ratesOf(asked, seconds),
    p99Seconds: worstOf(asked.map(({ p99Seconds }) => p99Seconds)),
    protocols: protocolsOf(protocols, seconds),
    unseen: hidden,
    serverNames: [...serverNames].sort().slice(0, mostNames),
    confidence,
  };
}
