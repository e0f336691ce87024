import type { ProtocolRequests, RequestCount } from '#contract/requests.ts';
import { asText, byteRate, connectRate, duration, percent, requestRate } from '../../lib/quantity.ts';
import { healthWords } from '../../ui/health.ts';
import { kinds } from '../../ui/kind.tsx';
import type { CardLine, Figure } from './card-line.ts';
import type { Ends } from './filters.ts';
import { isLine } from './paint-scene.ts';
import type { Scene } from './scene.ts';
import { type RequestSums, sumOf } from './sums.ts';
import type { Thing } from './thing.ts';

const failureWords: Readonly<Record<string, { readonly plain: string; readonly kernel: string }>> = {
  refused: { plain: 'refused', kernel: 'ECONNREFUSED' },
  timeout: { plain: 'no answer in time', kernel: 'ETIMEDOUT' },
  unreachable: { plain: 'no route', kernel: 'EHOSTUNREACH' },
  reset: { plain: 'reset while connecting', kernel: 'ECONNRESET' },
  aborted: { plain: 'the client gave up', kernel: 'ECONNABORTED' },
  other: { plain: 'another reason', kernel: '' },
};

const resetWords: Readonly<Record<string, string>> = {
  no_socket: 'no such socket',
  tcp_rfc7323_paws: 'timestamp too old',
  tcp_too_old_ack: 'acknowledged the long past',
  tcp_ack_unsent_data: 'acknowledged what was never sent',
  tcp_flags: 'flags that do not fit',
  tcp_old_ack: 'old acknowledgement',
  tcp_abort_on_close: 'closed with data unread',
  tcp_abort_on_linger: 'closed at once (linger 0)',
  tcp_abort_on_memory: 'out of TCP memory',
  tcp_disconnect_with_data: 'disconnected with data unsent',
  tcp_keepalive_timeout: 'keep-alive unanswered',
  tcp_state: 'packet in the wrong state',
  while_connecting: 'while connecting',
  while_established: 'while established',
  while_closing: 'while closing',
  other: 'another reason',
};

/** A protocol's own name, and what is asked over it. */
export const protocolWords: Readonly<Record<ProtocolRequests['protocol'], { readonly name: string; readonly asks: string }>> = {
  http: { name: 'HTTP', asks: 'HTTP requests' },
  dns: { name: 'DNS', asks: 'DNS queries' },
  redis: { name: 'Redis', asks: 'Redis commands' },
  postgresql: { name: 'PostgreSQL', asks: 'PostgreSQL queries' },
  mysql: { name: 'MySQL', asks: 'MySQL queries' },
  tls: { name: 'TLS', asks: 'TLS handshakes' },
  other: { name: 'other', asks: 'requests' },
};

export const outcomeWords: Readonly<Record<RequestCount['outcome'], string>> = { ok: '', client_error: 'client’s error', error: 'error' };

export function failureReason(reason: string): { readonly plain: string; readonly kernel: string } {
  return failureWords[reason] ?? { plain: reason, kernel: '' };
}

/** The wire carries no reason, so a received reset is told by the state it met. */
export function resetReason(reason: string): { readonly plain: string; readonly kernel: string } {
  const fromKernel = reason.startsWith('tcp_') || reason === 'no_socket';
  return { plain: resetWords[reason] ?? reason, kernel: fromKernel ? reason.toUpperCase() : '' };
}

/** A card or an edge in one sentence, for the proxy that the keyboard and screen readers use. */
export function sentenceOf({ cards, lines }: Scene, thing: Thing): string {
  if (thing.kind === 'node') {
    const card = cards.find(({ id }) => id === thing.id);
    if (card === undefined) return '';
    const { node, inbound, outbound } = card.of;
    const { line } = card;
    const says = line.kind === 'words' ? line.text : cardWords(line, [...inbound, ...outbound]);
    return `${node.name}, ${kinds[node.kind].words}, ${healthWords[node.health.state]}, ${says}. ${inbound.length} in, ${outbound.length} out.`;
  }
  const line = lines.find((candidate) => isLine(thing, candidate));
  if (line === undefined) return '';
  const { client, server, edges, sums, state } = line.of;
  const where = edges.length > 1 ? `on ${edges.length} ports` : `on port ${edges[0]?.port}`;
  const failed = sums.failureRatio === null ? '' : `, ${asText(percent(sums.failureRatio))} failed`;
  const connects = asText(connectRate(sums.attemptsPerSecond));
  const asked = sums.requests.hidden ? ', requests not seen' : requestWords(sums.requests);
  return `${client.name} to ${server.name} ${where}, ${healthWords[state]}, ${connects}${failed}${asked}, ${asText(byteRate(sums.bytesPerSecond))}.`;
}

function requestWords({ seen, perSecond, errorRatio, p99Seconds }: RequestSums): string {
  if (!seen) return '';
  const took = p99Seconds === null ? '' : `, p99 ${asText(duration(p99Seconds))}`;
  return `, ${asText(requestRate(perSecond))}, ${asText(percent(errorRatio ?? 0))} errors${took}`;
}

/** What the figures of a card mean is told by their place, which is not heard. */
function cardWords({ left, middle, right }: Extract<CardLine, { kind: 'figures' }>, ends: readonly Ends[]): string {
  const written = ({ value, unit }: Figure) => value + unit;
  if (middle === undefined) return `${written(left)}, ${written(right)}`;
  const moved = asText(byteRate(sumOf(ends.map(({ edge }) => edge)).bytesPerSecond));
  return `${written(left)}, ${written(middle)} errors, p99 ${written(right)}, ${moved}`;
}
