import { asText, byteRate, percent, rate } from '../../lib/quantity.ts';
import { healthWords } from '../../ui/health.ts';
import { kinds } from '../../ui/kind.tsx';
import { isLine } from './paint-scene.ts';
import type { Scene } from './scene.ts';
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
    const says = line.kind === 'words' ? line.text : [line.left, line.right].map(({ value, unit }) => value + unit).join(', ');
    return `${node.name}, ${kinds[node.kind].words}, ${healthWords[node.health.state]}, ${says}. ${inbound.length} in, ${outbound.length} out.`;
  }
  const line = lines.find((candidate) => isLine(thing, candidate));
  if (line === undefined) return '';
  const { client, server, edges, sums, state } = line.of;
  const where = edges.length > 1 ? `on ${edges.length} ports` : `on port ${edges[0]?.port}`;
  const failed = sums.failureRatio === null ? '' : `, ${asText(percent(sums.failureRatio))} failed`;
  return `${client.name} to ${server.name} ${where}, ${healthWords[state]}, ${asText(rate(sums.connectsPerSecond))}${failed}, ${asText(byteRate(sums.bytesPerSecond))}.`;
}
