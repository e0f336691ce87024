import type { EdgeCounts, TopologyEdge } from '#contract/routes.ts';

export interface Sums {
  readonly connectsPerSecond: number;
  readonly failuresPerSecond: number;
  /** Null where nothing was tried. */
  readonly failureRatio: number | null;
  readonly bytesPerSecond: number;
  readonly openConnections: number;
  /** UDP has no connects to count. */
  readonly onlyUdp: boolean;
  readonly atLeast: boolean;
}

const add = (edges: readonly TopologyEdge[], of: (edge: TopologyEdge) => number): number => edges.reduce((sum, edge) => sum + of(edge), 0);

export function sumOf(edges: readonly TopologyEdge[]): Sums {
  const connectsPerSecond = add(edges, ({ l4 }) => l4.connectsPerSecond);
  const failuresPerSecond = add(edges, ({ l4 }) => l4.failuresPerSecond);
  const attempts = connectsPerSecond + failuresPerSecond;
  return {
    connectsPerSecond,
    failuresPerSecond,
    failureRatio: attempts === 0 ? null : failuresPerSecond / attempts,
    bytesPerSecond: add(edges, bytesBothWays),
    onlyUdp: edges.every(({ transport }) => transport === 'udp'),
    openConnections: add(edges, ({ l4 }) => l4.openConnections),
    atLeast: edges.some(({ confidence }) => confidence.state === 'partial'),
  };
}

export const bytesBothWays = ({ l4 }: TopologyEdge): number => l4.toServerBytesPerSecond + l4.toClientBytesPerSecond;

/** Resets, each once: with both ends seen, what one has sent the other has received. */
export function resetCount({ resets }: Pick<EdgeCounts, 'resets'>): number {
  const seen = (observed: 'client' | 'server', direction: 'sent' | 'received') =>
    resets.filter((reset) => reset.observed === observed && reset.direction === direction).reduce((sum, { count }) => sum + count, 0);
  return Math.max(seen('client', 'sent'), seen('server', 'received')) + Math.max(seen('server', 'sent'), seen('client', 'received'));
}
