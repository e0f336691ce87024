import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';
import type { Ends } from '../../../ui/entity/edge-list.tsx';
import { criticalShare, leastShare } from '../../../ui/entity/edge-sums.ts';
import type { HealthState } from '../../../ui/entity/health.ts';
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

function stateOf(edges: readonly TopologyEdge[], { requests, ...sums }: Sums, windowSeconds: number): HealthState {
  const tried = [
    { times: sums.attemptsPerSecond * windowSeconds, share: sums.failureRatio ?? 0 },
    { times: requests.perSecond * windowSeconds, share: requests.errorRatio ?? 0 },
  ];
  const judged = tried.filter(({ times }) => times >= enoughAttempts);
  const share = Math.max(0, ...judged.map((one) => one.share));
  if (share >= criticalShare) return 'critical';
  if (share >= leastShare || requests.slow) return 'warning';
  return edges.every(({ health }) => health.state === 'unknown') && judged.length === 0 ? 'unknown' : 'ok';
}

function pairLine(pair: readonly MapEdge[], windowSeconds: number): MapLine[] {
  const [first] = pair;
  if (first === undefined) return [];
  const { client, server } = first;
  const thing = { kind: 'pair', id: pairId(first.edge) } as const;
  const all = lineOfEdges(
    pair.map(({ edge }) => edge),
    windowSeconds,
  );
  return [{ thing, client, server, ...all, lit: pair.some(({ lit }) => lit) }];
}

/** What several edges come to, by the rule for one. */
export function lineOfEdges(edges: readonly TopologyEdge[], windowSeconds: number): Pick<MapLine, 'edges' | 'sums' | 'state' | 'lit'> {
  const sums = sumOf(edges);
  return { edges, sums, state: stateOf(edges, sums, windowSeconds), lit: true };
}

/** An edge as a line. What it comes to is summed up when it is asked for: of many edges few are looked at. */
class EdgeLine implements MapLine {
  readonly thing: Thing;
  readonly client: TopologyNode;
  readonly server: TopologyNode;
  readonly edges: readonly TopologyEdge[];
  readonly lit: boolean;
  #sums: Sums | undefined;

  constructor({ edge, client, server, lit }: MapEdge) {
    this.thing = { kind: 'edge', id: edge.id };
    this.client = client;
    this.server = server;
    this.edges = [edge];
    this.lit = lit;
  }

  get sums(): Sums {
    this.#sums ??= sumOf(this.edges);
    return this.#sums;
  }

  get state(): HealthState {
    return this.edges[0]?.health.state ?? 'unknown';
  }
}

/** The same line, lit or not. */
export function relit(line: MapLine, lit: boolean): MapLine {
  if (line.lit === lit) return line;
  const [edge] = line.edges;
  const { client, server } = line;
  return line instanceof EdgeLine && edge !== undefined ? new EdgeLine({ edge, client, server, lit }) : { ...line, lit };
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
  return [...pairs.values()].flatMap((pair) => (pair.length > mostParallel ? pairLine(pair, windowSeconds) : pair.map((edge) => new EdgeLine(edge))));
}
