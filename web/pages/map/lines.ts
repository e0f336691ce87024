import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';
import type { HealthState } from '../../ui/health.ts';
import type { Ends } from './filters.ts';
import { type Sums, sumOf } from './sums.ts';
import { pairId, type Thing } from './thing.ts';

export interface MapEdge extends Ends {
  readonly lit: boolean;
}

/** What is drawn as one line: an edge, or all edges of a pair where they are many. */
export interface MapLine {
  readonly thing: Thing;
  readonly client: TopologyNode;
  readonly server: TopologyNode;
  readonly edges: readonly TopologyEdge[];
  readonly sums: Sums;
  readonly state: HealthState;
  readonly lit: boolean;
}

/** More lines between two cards can't be told apart. */
const mostParallel = 3;

/** The rule of DESIGN for the health of an edge, here for the sum of several. */
const enoughAttempts = 10;
const criticalShare = 0.05;
const warningShare = 0.01;

function stateOf(edges: readonly TopologyEdge[], sums: Sums, windowSeconds: number): HealthState {
  const attempts = (sums.connectsPerSecond + sums.failuresPerSecond) * windowSeconds;
  const share = sums.failureRatio ?? 0;
  if (attempts >= enoughAttempts && share >= criticalShare) return 'critical';
  if (attempts >= enoughAttempts && share >= warningShare) return 'warning';
  return edges.every(({ health }) => health.state === 'unknown') && attempts < enoughAttempts ? 'unknown' : 'ok';
}

function pairLine(pair: readonly MapEdge[], windowSeconds: number): MapLine[] {
  const [first] = pair;
  if (first === undefined) return [];
  const { client, server } = first;
  const edges = pair.map(({ edge }) => edge);
  const sums = sumOf(edges);
  const thing = { kind: 'pair', id: pairId(first.edge) } as const;
  return [{ thing, client, server, edges, sums, state: stateOf(edges, sums, windowSeconds), lit: pair.some(({ lit }) => lit) }];
}

function edgeLine({ edge, client, server, lit }: MapEdge): MapLine {
  return { thing: { kind: 'edge', id: edge.id }, client, server, edges: [edge], sums: sumOf([edge]), state: edge.health.state, lit };
}

/** The lines of the map: each edge its own, but the edges of a busy pair as one. */
export function linesOf(edges: readonly MapEdge[], windowSeconds: number): MapLine[] {
  const pairs = new Map<string, MapEdge[]>();
  for (const one of edges) {
    const id = pairId(one.edge);
    const pair = pairs.get(id);
    if (pair === undefined) pairs.set(id, [one]);
    else pair.push(one);
  }
  return [...pairs.values()].flatMap((pair) => (pair.length > mostParallel ? pairLine(pair, windowSeconds) : pair.map(edgeLine)));
}
