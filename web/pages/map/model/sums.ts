import type { EdgeCounts } from '#contract/edge-counts.ts';
import type { TopologyEdge } from '#contract/routes.ts';
import { attemptsPerSecond, bytesBothWays, leastShare } from '../../../ui/entity/edge-sums.ts';

/** What edges carry of requests, all together. */
export interface RequestSums {
  /** Whether requests are seen on any of them. */
  readonly seen: boolean;
  /** Whether there are connections whose requests cannot be seen, and none whose can. */
  readonly hidden: boolean;
  /** Whether one of them has connections whose requests cannot be seen beside those whose can. */
  readonly partly: boolean;
  readonly perSecond: number;
  readonly errorsPerSecond: number;
  /** Null where nothing was asked. */
  readonly errorRatio: number | null;
  /** Of the slowest that has a hundredth of the requests, because percentiles cannot be added. */
  readonly p99Seconds: number | null;
  /** Of one that is not well for no other reason than that it became slow. */
  readonly slow: boolean;
  readonly confidence: TopologyEdge['l7']['confidence']['state'];
}

export interface Sums {
  /** Connects, whether they succeeded or failed. */
  readonly attemptsPerSecond: number;
  readonly failuresPerSecond: number;
  /** Null where nothing was tried. */
  readonly failureRatio: number | null;
  readonly bytesPerSecond: number;
  readonly openConnections: number;
  /** UDP has no connects to count. */
  readonly onlyUdp: boolean;
  readonly onlyUnix: boolean;
  readonly atLeast: boolean;
  readonly requests: RequestSums;
}

const add = (edges: readonly TopologyEdge[], of: (edge: TopologyEdge) => number): number => edges.reduce((sum, edge) => sum + of(edge), 0);

/** One request in a hundred is where the 99th percentile begins: who has fewer of them does not move it. */
const percentileShare = 0.01;

const isSlow = ({ health, l4, l7 }: TopologyEdge): boolean =>
  health.state === 'warning' && (l4.failureRatio ?? 0) < leastShare && l7.protocols.every(({ errorRatio }) => (errorRatio ?? 0) < leastShare);

function confidenceIn(edges: readonly TopologyEdge[], partly: boolean): RequestSums['confidence'] {
  const states = new Set(edges.map(({ l7 }) => l7.confidence.state));
  if (states.has('estimated')) return 'estimated';
  return partly || states.has('partial') ? 'partial' : 'full';
}

function requestsOn(edges: readonly TopologyEdge[]): RequestSums {
  const asked = edges.filter(({ l7 }) => l7.seen);
  const perSecond = add(asked, ({ l7 }) => l7.requestsPerSecond);
  const errorsPerSecond = add(asked, ({ l7 }) => l7.errorsPerSecond);
  const partly = asked.some(({ l7 }) => l7.unseen.length > 0);
  const known = asked.filter(({ l7 }) => l7.requestsPerSecond >= percentileShare * perSecond).flatMap(({ l7 }) => l7.p99Seconds ?? []);
  return {
    seen: asked.length > 0,
    hidden: asked.length === 0 && edges.some(({ l7 }) => l7.unseen.length > 0),
    partly,
    perSecond,
    errorsPerSecond,
    errorRatio: perSecond === 0 ? null : errorsPerSecond / perSecond,
    p99Seconds: known.length === 0 ? null : Math.max(...known),
    slow: asked.some(isSlow),
    confidence: confidenceIn(asked, partly),
  };
}

export function sumOf(edges: readonly TopologyEdge[]): Sums {
  const failuresPerSecond = add(edges, ({ l4 }) => l4.failuresPerSecond);
  const attempts = add(edges, attemptsPerSecond);
  const isOnly = (one: TopologyEdge['transport']) => edges.length > 0 && edges.every(({ transport }) => transport === one);
  return {
    attemptsPerSecond: attempts,
    failuresPerSecond,
    failureRatio: attempts === 0 ? null : failuresPerSecond / attempts,
    bytesPerSecond: add(edges, bytesBothWays),
    onlyUdp: isOnly('udp'),
    onlyUnix: isOnly('unix'),
    openConnections: add(edges, ({ l4 }) => l4.openConnections),
    atLeast: edges.some(({ confidence }) => confidence.state === 'partial'),
    requests: requestsOn(edges),
  };
}

/** Resets, each once: with both ends seen, what one has sent the other has received. */
export function resetCount({ resets }: Pick<EdgeCounts, 'resets'>): number {
  const seen = (observed: 'client' | 'server', direction: 'sent' | 'received') =>
    resets.filter((reset) => reset.observed === observed && reset.direction === direction).reduce((sum, { count }) => sum + count, 0);
  return Math.max(seen('client', 'sent'), seen('server', 'received')) + Math.max(seen('server', 'sent'), seen('client', 'received'));
}

/** What the width of a line stands for: requests where they are seen, else connects, failed ones as well. */
export const ratePerSecond = ({ attemptsPerSecond: attempts, requests }: Sums): number => Math.max(requests.perSecond, attempts);

/** The same of one edge. */
export const edgeRate = (edge: TopologyEdge): number => Math.max(edge.l7.requestsPerSecond, attemptsPerSecond(edge));

/** How busy something is, in powers of ten: who has room before others does not change with every answer. */
export const magnitudeOf = (perSecond: number): number => Math.round(Math.log10(1 + perSecond));

const leastWidth = 1.2;
const mostWidth = 4;

/** By the logarithm of what is asked in a second. */
export function widthOfRate(perSecond: number): number {
  return Math.min(leastWidth + Math.log10(1 + Math.max(perSecond, 0)) * 0.55, mostWidth);
}

export const rateWidth = (sums: Sums): number => widthOfRate(ratePerSecond(sums));
