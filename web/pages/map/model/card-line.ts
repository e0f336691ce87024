import type { TopologyNode } from '#contract/routes.ts';
import { boundSigns } from '../../../lib/confidence.ts';
import { asText, byteRate, connectRate, duration, percent, type Quantity, rate } from '../../../lib/quantity.ts';
import type { Ends } from '../../../ui/entity/edge-list.tsx';
import { criticalShare, leastShare, shareTone } from '../../../ui/entity/edge-sums.ts';
import { hasJustAppeared } from './appeared.ts';
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

/** The one line of a card: words, or figures: one at each end, and of requests one between. */
export type CardLine =
  | { readonly kind: 'words'; readonly text: string; readonly tone: Tone }
  | { readonly kind: 'figures'; readonly left: Figure; readonly middle?: Figure; readonly right: Figure };

function portsText(node: TopologyNode): string {
  const ports = [...new Set(node.listening.map(({ port }) => port))].sort((a, b) => a - b);
  const shown = ports.slice(0, 2).join(', ');
  return ports.length > 2 ? `listening on ${shown} +${ports.length - 2}` : `listening on ${shown}`;
}

const toneOf = ({ health }: TopologyNode): Tone => (health.state === 'critical' || health.state === 'warning' ? health.state : 'plain');

const figure = ({ value, gap, unit }: Quantity, tone: Tone = 'plain', before = ''): Figure => ({ value: before + value, unit: gap + unit, tone });

const udpFigure: Figure = { value: 'UDP', unit: '', tone: 'quiet' };

function figures(node: TopologyNode, sums: Sums): CardLine {
  const least = sums.atLeast ? boundSigns.partial : '';
  const failing = sums.failuresPerSecond > 0;
  // Beside a share of them that failed there is no room to say what they are.
  const rateFigure = figure((failing ? rate : connectRate)(sums.attemptsPerSecond), 'plain', least);
  const openFigure: Figure = { value: `${least}${sums.openConnections}`, unit: ' open', tone: 'plain' };
  const left = sums.onlyUdp ? udpFigure : sums.failureRatio === null ? openFigure : rateFigure;
  return {
    kind: 'figures',
    left,
    right: failing ? failingFigure(node, sums) : figure(byteRate(sums.bytesPerSecond)),
  };
}

function failingFigure(node: TopologyNode, { failureRatio }: Sums): Figure {
  const share = figure(percent(failureRatio ?? 0), toneOf(node));
  return { ...share, unit: `${share.unit} failed` };
}

/** Rate, errors, p99; where a node is not well, failed connects matter more than how fast the others were answered. */
function requestFigures(node: TopologyNode, sums: Sums): CardLine {
  const { perSecond, errorRatio, p99Seconds, slow, confidence } = sums.requests;
  // Three digits and a mark have no room beside the errors.
  const shown = confidence === 'full' ? perSecond : Number(perSecond.toPrecision(2));
  const left = figure(rate(shown), 'plain', boundSigns[confidence]);
  if (isUnhealthy(node) && (sums.failureRatio ?? 0) >= leastShare) return { kind: 'figures', left, right: failingFigure(node, sums) };
  const errors = figure(percent(errorRatio ?? 0), shareTone(errorRatio, node.health.state) ?? 'plain');
  const none: Figure = { value: '–', unit: '', tone: 'quiet' };
  return { kind: 'figures', left, middle: errors, right: p99Seconds === null ? none : figure(duration(p99Seconds), slow ? toneOf(node) : 'plain') };
}

function quietLine(node: TopologyNode): CardLine {
  if (hasJustAppeared(node)) return { kind: 'words', text: 'just appeared', tone: 'quiet' };
  if (node.health.notWatched === true) return { kind: 'words', text: 'not watched', tone: 'quiet' };
  if (node.listening.length > 0) return { kind: 'words', text: portsText(node), tone: 'quiet' };
  return { kind: 'words', text: 'no traffic', tone: 'quiet' };
}

/** Why a card is not well although those who reach it are: its own calls fail, or what the server says. */
function elsewhere({ node, outbound }: MapNode): CardLine | undefined {
  const { failureRatio, requests } = sumOf(outbound.map(({ edge }) => edge));
  const [connects, calls] = [failureRatio ?? 0, requests.errorRatio ?? 0];
  const share = Math.max(connects, calls);
  const slowly = requests.slow ? 'its calls became slow' : node.health.reasons[0];
  const what = connects > calls ? 'of connects fail' : 'of its calls fail';
  const text = share >= leastShare ? `${asText(percent(share))} ${what}` : (worstCall(outbound) ?? slowly);
  return text === undefined ? undefined : { kind: 'words', text, tone: toneOf(node) };
}

/** Among many calls that are well those to one other may fail. */
function worstCall(outbound: readonly Ends[]): string | undefined {
  const shareOf = ({ edge }: Ends) => Math.max(edge.l4.failureRatio ?? 0, edge.l7.errorRatio ?? 0);
  const [worst] = outbound.filter(({ edge }) => isUnhealthy(edge)).sort((a, b) => shareOf(b) - shareOf(a));
  return worst === undefined || shareOf(worst) < leastShare ? undefined : `${asText(percent(shareOf(worst)))} fail at ${worst.server.name}`;
}

/** What matters now: a server is told by what reaches it, a mere client by what it calls. */
export function cardLine(of: MapNode): CardLine {
  const { node, inbound, outbound } = of;
  const reached = inbound.filter(({ edge }) => !isIdle(edge));
  const busy = reached.length > 0 ? reached : outbound.filter(({ edge }) => !isIdle(edge));
  if (busy.length === 0) return quietLine(node);
  const sums = sumOf(busy.map(({ edge }) => edge));
  return (explains(node, sums) ? undefined : elsewhere(of)) ?? shown(node, sums);
}

function explains(node: TopologyNode, { failureRatio, requests }: Sums): boolean {
  const worst = Math.max(failureRatio ?? 0, requests.errorRatio ?? 0);
  if (node.health.state === 'critical') return worst >= criticalShare;
  return !isUnhealthy(node) || worst >= leastShare || requests.slow;
}

function shown(node: TopologyNode, sums: Sums): CardLine {
  if (sums.requests.seen) return requestFigures(node, sums);
  if (sums.requests.hidden && sums.failuresPerSecond === 0) return { kind: 'words', text: 'requests not seen', tone: 'quiet' };
  return figures(node, sums);
}
