import { portWords } from '../../../lib/port.ts';
import { processCount } from '../../../lib/process-words.ts';
import { asText, byteRate, connectRate, duration, percent, requestRate } from '../../../lib/quantity.ts';
import type { Ends } from '../../../ui/entity/edge-list.tsx';
import { type HealthState, healthOrder, healthWords } from '../../../ui/entity/health.ts';
import { kindWords } from '../../../ui/entity/kind-words.ts';
import type { CardLine, Figure } from '../model/card-line.ts';
import type { CardProcesses } from '../model/card-processes.ts';
import { groupWords, membersOf } from '../model/group-words.ts';
import { type RequestSums, sumOf } from '../model/sums.ts';
import type { Thing } from '../model/thing.ts';
import type { SceneCard } from './card.ts';
import type { Flow } from './flows.ts';
import type { SceneGroup } from './group.ts';
import type { SceneLine } from './line.ts';
import { flowOfThing, lineOfThing } from './scene.ts';
import type { Walkable } from './walk.ts';

/** A card, an edge, a group or what runs between two in one sentence, for the proxy that the keyboard and screen readers use. */
export function sentenceOf({ scene, far, processes }: Pick<Walkable, 'scene' | 'far' | 'processes'>, thing: Thing): string {
  const card = thing.kind === 'node' ? scene.cardById.get(thing.id) : undefined;
  if (card !== undefined) return cardSentence(card, processes?.get(card.id));
  const group = thing.kind === 'group' ? scene.groupById.get(thing.id) : undefined;
  if (group !== undefined) return groupSentence(group, far || group.closed);
  const flow = flowOfThing(scene, thing);
  if (flow !== undefined) return flowSentence(flow);
  const line = lineOfThing(scene, thing);
  return line === undefined ? '' : lineSentence(line);
}

const alertWords = (alerts: boolean): string => (alerts ? ', alert firing' : '');

function cardSentence({ of: { node, inbound, outbound }, line, alerts }: SceneCard, processes: CardProcesses | undefined): string {
  const says = line.kind === 'words' ? line.text : cardWords(line, [...inbound, ...outbound]);
  return `${node.name}, ${kindWords[node.kind]}, ${healthWords[node.health.state]}${alertWords(alerts)}, ${says}. ${inbound.length} in, ${outbound.length} out.${processes?.state === 'told' ? ` ${processCount(processes.told)}.` : ''}`;
}

function groupSentence({ name, kind, cards, shares }: SceneGroup, closed: boolean): string {
  const counted = ([state, count]: readonly [HealthState, number]) => `${count} ${healthWords[state]}`;
  const states = healthOrder.map((state) => [state, shares[state]] as const).filter(([, count]) => count > 0);
  return `${name}, ${groupWords[kind].is}, ${membersOf(kind, cards.length)}: ${states.map(counted).join(', ')}. ${closed ? 'Closed' : 'Open'}.`;
}

function flowSentence({ client, server, edges, state, sums }: Flow): string {
  const failed = sums.failureRatio === null ? '' : `, ${asText(percent(sums.failureRatio))} failed`;
  const asked = sums.requests.hidden ? ', requests not seen' : requestWords(sums.requests);
  const connects = asText(connectRate(sums.attemptsPerSecond));
  return `${client.name} to ${server.name}, ${edges === 1 ? '1 connection' : `${edges} connections`}, ${healthWords[state]}, ${connects}${failed}${asked}, ${asText(byteRate(sums.bytesPerSecond))}.`;
}

function lineSentence({ of, light, alerts }: SceneLine): string {
  const { client, server, edges, sums, state } = of;
  const where = edges.length > 1 ? `on ${edges.length} ports` : edges[0] === undefined ? '' : `on ${portWords(edges[0])}`;
  if (sums.onlyUnix) return `${client.name} to ${server.name} ${where}, ${healthWords[state]}, ${sums.openConnections} open, requests not seen.`;
  const failed = sums.failureRatio === null ? '' : `, ${asText(percent(sums.failureRatio))} failed`;
  const connects = asText(connectRate(sums.attemptsPerSecond));
  const asked = sums.requests.hidden ? ', requests not seen' : requestWords(sums.requests);
  return `${client.name} to ${server.name} ${where}, ${healthWords[state]}${alertWords(alerts)}, ${connects}${failed}${asked}, ${asText(byteRate(sums.bytesPerSecond))}${light ? ', known by the minute' : ''}.`;
}

function requestWords({ seen, partly, perSecond, errorRatio, p99Seconds }: RequestSums): string {
  if (!seen) return '';
  const took = p99Seconds === null ? '' : `, p99 ${asText(duration(p99Seconds))} in the worst minute`;
  return `, ${asText(requestRate(perSecond))}, ${asText(percent(errorRatio ?? 0))} errors${took}${partly ? ', some requests not seen' : ''}`;
}

/** What the figures of a card mean is told by their place, which is not heard. */
function cardWords({ left, middle, right }: Extract<CardLine, { kind: 'figures' }>, ends: readonly Ends[]): string {
  const written = ({ value, unit }: Figure) => value + unit;
  if (middle === undefined) return `${written(left)}, ${written(right)}`;
  const moved = asText(byteRate(sumOf(ends.map(({ edge }) => edge)).bytesPerSecond));
  return `${written(left)}, ${written(middle)} errors, p99 ${written(right)} in the worst minute, ${moved}`;
}
