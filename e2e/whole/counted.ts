import type { Edge, Identity, Transport } from '#contract/identity.ts';
import { identityId } from '#contract/identity.ts';
import { l7UnseenConnections } from '#contract/l7-metrics.ts';
import * as metrics from '#contract/metrics.ts';
import type { EdgeDetail } from '#contract/routes.ts';

/** One series and how much it has counted. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * By edge (`process:curl → process:nginx:80 tcp`) and by what was counted: `connects`, `accepts`, `failures REASON`, and
 * for each end (`client`, `server`) `END sent bytes`, `END received packets`, `END retransmits`, `END sent resets`, `END drops REASON`,
 * `END requests PROTOCOL METHOD STATUS`, `END unseen REASON` (of the API, which tells one view of both ends, `unseen REASON`).
 * What was counted zero times is left out.
 */
export type Counted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function processIdentity(name: string): Identity {
  return { kind: 'process', name, namespace: '' };
}

export function edgeText({ client, server, port, transport }: Edge): string {
  return textOf(identityId(client), identityId(server), port, transport);
}

export function textOf(client: string, server: string, port: number | string, transport: string): string {
  return `${client} → ${server}:${port} ${transport}`;
}

/** `process:NAME → process:NAME:PORT tcp` */
export function between(client: string, server: string, port: number, transport: Transport = 'tcp'): string {
  return edgeText({ client: processIdentity(client), server: processIdentity(server), port, transport });
}

const transports = ['tcp', 'udp'] as const;

type Word = (labels: Sample['labels']) => string;
const endOf = (what: string) => (labels: Sample['labels']) => `${labels.observed} ${what}`;

/** The word of each metric; of one that has none, nothing is read. */
const words = new Map<string, Word>([
  [metrics.tcpConnects.name, () => 'connects'],
  [metrics.tcpAccepts.name, () => 'accepts'],
  [metrics.tcpConnectFailures.name, ({ reason }) => `failures ${reason}`],
  [metrics.tcpRetransmittedSegments.name, endOf('retransmits')],
  [metrics.tcpResets.name, (labels) => `${labels.observed} ${labels.direction} resets`],
  [metrics.droppedPackets.name, (labels) => `${labels.observed} drops ${labels.reason}`],
  ...[metrics.tcpSentBytes, metrics.udpSentBytes].map(({ name }) => [name, endOf('sent bytes')] as const),
  ...[metrics.tcpReceivedBytes, metrics.udpReceivedBytes].map(({ name }) => [name, endOf('received bytes')] as const),
  ...[metrics.tcpSentSegments, metrics.udpSentDatagrams].map(({ name }) => [name, endOf('sent packets')] as const),
  ...[metrics.tcpReceivedSegments, metrics.udpReceivedDatagrams].map(({ name }) => [name, endOf('received packets')] as const),
  [metrics.l7Requests.name, ({ observed, protocol, method, status }) => `${observed} requests ${protocol} ${method} ${status}`],
  [l7UnseenConnections.name, ({ observed, reason }) => `${observed} unseen ${reason}`],
]);

/** The names of the metrics that are read. */
export const countedMetrics: readonly string[] = [...words.keys()];

/** Adds the samples up, by edge. Where a name does not tell the transport, the other samples of the edge do; TCP before UDP, of DNS the other way round. */
export function countedIn(samples: readonly Sample[]): Counted {
  const edgeOf = ({ labels }: Sample, transport: string) => textOf(idOf(labels, 'client'), idOf(labels, 'server'), labels.server_port ?? '', transport);
  const named = (name: string) => transports.find((transport) => name.startsWith(`sonde_${transport}_`));
  const edges = new Set(
    samples.flatMap((sample) => {
      const transport = named(sample.name);
      return transport === undefined ? [] : [edgeOf(sample, transport)];
    }),
  );
  const transportOf = (sample: Sample) => {
    const likely = sample.labels.protocol === 'dns' ? transports.toReversed() : transports;
    return named(sample.name) ?? likely.find((transport) => edges.has(edgeOf(sample, transport))) ?? 'tcp';
  };
  return summed(
    samples.flatMap((sample) => {
      const word = words.get(sample.name);
      return word === undefined ? [] : [{ edge: edgeOf(sample, transportOf(sample)), word: word(sample.labels), value: sample.value }];
    }),
  );
}

/** What the API says of one edge. */
export function countedByApi(edge: string, { counts, requests, edge: { l7 } }: Pick<EdgeDetail, 'counts' | 'requests' | 'edge'>): Counted {
  const ends = (['client', 'server'] as const).flatMap((end) => {
    const of = counts[end];
    if (of === null) return [];
    return [
      [`${end} sent bytes`, of.sentBytes],
      [`${end} received bytes`, of.receivedBytes],
      [`${end} sent packets`, of.sentSegments],
      [`${end} received packets`, of.receivedSegments],
      [`${end} retransmits`, of.retransmittedSegments],
    ] as const;
  });
  const failures = Object.entries(counts.failures).map(([reason, value]) => [`failures ${reason}`, value] as const);
  const resets = counts.resets.map(({ observed, direction, count }) => [`${observed} ${direction} resets`, count] as const);
  const drops = counts.drops.map(({ observed, reason, count }) => [`${observed} drops ${reason}`, count] as const);
  const asked = (['client', 'server'] as const).flatMap((end) =>
    (requests[end] ?? []).map(({ protocol, method, status, count }) => [`${end} requests ${protocol} ${method} ${status}`, count] as const),
  );
  const unseen = l7.unseen.map(({ reason, connections }) => [`unseen ${reason}`, connections] as const);
  const connections = [['connects', counts.connects] as const, ['accepts', counts.accepts] as const];
  const rows = [...connections, ...failures, ...ends, ...resets, ...drops, ...asked, ...unseen];
  return summed(rows.map(([word, value]) => ({ edge, word, value })));
}

/** Only those things that are asked about: `bytes` keeps `client sent bytes`, and `server received bytes`. */
export function about(counted: Counted, subjects: readonly string[]): Counted {
  const rows = Object.entries(counted).flatMap(([edge, counts]) =>
    Object.entries(counts)
      .filter(([word]) => subjects.some((subject) => word.split(' ').includes(subject)))
      .map(([word, value]) => ({ edge, word, value })),
  );
  return summed(rows);
}

function summed(rows: readonly { readonly edge: string; readonly word: string; readonly value: number }[]): Counted {
  const byEdge: Record<string, Record<string, number>> = {};
  for (const { edge, word, value } of rows) {
    if (value === 0) continue;
    byEdge[edge] ??= {};
    const counts = byEdge[edge];
    counts[word] = (counts[word] ?? 0) + value;
  }
  return byEdge;
}

function idOf(labels: Sample['labels'], end: 'client' | 'server'): string {
  return identityId({ kind: labels[`${end}_kind`] as Identity['kind'], name: labels[end] ?? '', namespace: labels[`${end}_namespace`] ?? '' });
}
