import { portWords } from '../../lib/port.ts';
import { asText, byteRate, connectRate, duration, percent, requestRate } from '../../lib/quantity.ts';
import type { Ends } from '../../ui/edge-list.tsx';
import { healthWords } from '../../ui/health.ts';
import { kinds } from '../../ui/kind.tsx';
import type { CardLine, Figure } from './card-line.ts';
import { isLine } from './paint-scene.ts';
import type { Scene } from './scene.ts';
import { type RequestSums, sumOf } from './sums.ts';
import type { Thing } from './thing.ts';

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
  const where = edges.length > 1 ? `on ${edges.length} ports` : edges[0] === undefined ? '' : `on ${portWords(edges[0])}`;
  if (sums.onlyUnix) return `${client.name} to ${server.name} ${where}, ${healthWords[state]}, ${sums.openConnections} open, requests not seen.`;
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
