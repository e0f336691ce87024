import type { TopologyNode } from '#contract/routes.ts';
import { asText, byteRate, percent, type Quantity, rate } from '../../lib/quantity.ts';
import { isIdle, isUnhealthy } from './filters.ts';
import type { MapNode } from './model.ts';
import { type Sums, sumOf } from './sums.ts';

export type Tone = 'plain' | 'quiet' | 'warning' | 'critical';

/** A number with its unit apart, because the unit is painted quieter. */
export interface Figure {
  readonly value: string;
  readonly unit: string;
  readonly tone: Tone;
}

/** The one line of a card: words, or two figures, one at each end. */
export type CardLine =
  | { readonly kind: 'words'; readonly text: string; readonly tone: Tone }
  | { readonly kind: 'figures'; readonly left: Figure; readonly right: Figure };

function portsText(node: TopologyNode): string {
  const ports = [...new Set(node.listening.map(({ port }) => port))].sort((a, b) => a - b);
  const shown = ports.slice(0, 2).join(', ');
  return ports.length > 2 ? `listening on ${shown} +${ports.length - 2}` : `listening on ${shown}`;
}

const toneOf = ({ health }: TopologyNode): Tone => (health.state === 'critical' || health.state === 'warning' ? health.state : 'plain');

const figure = ({ value, gap, unit }: Quantity, tone: Tone = 'plain', before = ''): Figure => ({ value: before + value, unit: gap + unit, tone });

/** Fewer failures explain no health. */
const leastShare = 0.01;

const udpFigure: Figure = { value: 'UDP', unit: '', tone: 'quiet' };

function figures(node: TopologyNode, sums: Sums): CardLine {
  const least = sums.atLeast ? '≥' : '';
  const rateFigure = figure(rate(sums.connectsPerSecond), 'plain', least);
  const openFigure: Figure = { value: `${least}${sums.openConnections}`, unit: ' open', tone: 'plain' };
  const left = sums.onlyUdp ? udpFigure : sums.failureRatio === null ? openFigure : rateFigure;
  const share = figure(percent(sums.failureRatio ?? 0), toneOf(node));
  const failing: Figure = { ...share, unit: `${share.unit} failed` };
  return {
    kind: 'figures',
    left,
    right: sums.failuresPerSecond > 0 ? failing : figure(byteRate(sums.bytesPerSecond)),
  };
}

function quietLine(node: TopologyNode, known: boolean): CardLine {
  if (node.health.state === 'unknown' && known) return { kind: 'words', text: 'not seen', tone: 'quiet' };
  if (node.listening.length > 0) return { kind: 'words', text: portsText(node), tone: 'quiet' };
  return { kind: 'words', text: 'no traffic', tone: 'quiet' };
}

/** Why a card is not well although those who reach it are: its own calls fail, or what the server says. */
function elsewhere({ node, outbound }: MapNode): CardLine | undefined {
  const calls = sumOf(outbound.map(({ edge }) => edge)).failureRatio ?? 0;
  const text = calls >= leastShare ? `${asText(percent(calls))} of its calls fail` : node.health.reasons[0];
  return text === undefined ? undefined : { kind: 'words', text, tone: toneOf(node) };
}

/** What matters now: a server is told by what reaches it, a mere client by what it calls. */
export function cardLine(of: MapNode): CardLine {
  const { node, inbound, outbound } = of;
  const reached = inbound.filter(({ edge }) => !isIdle(edge));
  const busy = reached.length > 0 ? reached : outbound.filter(({ edge }) => !isIdle(edge));
  if (busy.length === 0) return quietLine(node, inbound.length + outbound.length > 0);
  const sums = sumOf(busy.map(({ edge }) => edge));
  const explained = !isUnhealthy(node) || (sums.failureRatio ?? 0) >= leastShare;
  return (explained ? undefined : elsewhere(of)) ?? figures(node, sums);
}
