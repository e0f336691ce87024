import type { Topology, TopologyEdge, TopologyGroup, TopologyNode } from '#contract/routes.ts';
import { byName } from '../../../lib/sorting.ts';
import { type HealthState, healthOrder } from '../../../ui/entity/health.ts';
import { ratedSeconds } from '../model/ground.ts';
import { lineOfEdges, type MapLine } from '../model/lines.ts';
import { type Sums, sumOf } from '../model/sums.ts';
import { pairId } from '../model/thing.ts';
import { outlinedShare } from './group.ts';

/** A node of the group, and what reaches it. */
export interface Member {
  readonly node: TopologyNode;
  readonly sums: Sums;
}

/** Another group, or a node in none, that the group talks with. */
export interface Neighbour {
  readonly id: string;
  readonly name: string;
  /** Absent for groups. */
  readonly node?: TopologyNode;
  /** All that leads from one to the other, as a thing of the map. */
  readonly flow: string;
  readonly line: Pick<MapLine, 'state' | 'sums'>;
}

/** So many rows of each kind are shown: the table has the rest. */
const mostRows = 100;

export interface GroupDetail {
  readonly kind: 'group';
  readonly of: Pick<TopologyGroup, 'id' | 'kind' | 'name'>;
  readonly state: HealthState;
  readonly counts: Readonly<Record<HealthState, number>>;
  /** How many nodes there are. */
  readonly all: number;
  /** From outside. */
  readonly reached: Sums;
  /** The worst first. */
  readonly members: readonly Member[];
  /** The largest first. */
  readonly callers: readonly Neighbour[];
  readonly called: readonly Neighbour[];
}

const failing = ({ failuresPerSecond, requests }: Sums): number => failuresPerSecond + requests.errorsPerSecond;

const byNeed = (a: Member, b: Member): number =>
  healthOrder.indexOf(a.node.health.state) - healthOrder.indexOf(b.node.health.state) ||
  failing(b.sums) - failing(a.sums) ||
  b.sums.requests.perSecond - a.sums.requests.perSecond ||
  byName(a.node, b.node);

function membersOf(nodes: readonly TopologyNode[], into: readonly TopologyEdge[]): Member[] {
  const reaching = Map.groupBy(into, ({ server }) => server);
  return nodes.map((node) => ({ node, sums: sumOf(reaching.get(node.id) ?? []) })).sort(byNeed);
}

/** By its share of nodes that are not well, never by its worst. */
function stateOf(counts: GroupDetail['counts'], all: number): HealthState {
  if (counts.critical / all >= outlinedShare) return 'critical';
  if (counts.critical + counts.warning > 0) return 'warning';
  return counts.unknown === all ? 'unknown' : 'ok';
}

class Surroundings {
  readonly #topology: Topology;
  readonly #nodes: ReadonlyMap<string, TopologyNode>;
  readonly #groups: ReadonlyMap<string, TopologyGroup>;

  constructor(topology: Topology) {
    this.#topology = topology;
    this.#nodes = new Map(topology.nodes.map((node) => [node.id, node]));
    this.#groups = new Map(topology.groups.map((group) => [group.id, group]));
  }

  /** Edges that cross the border of a group, by what their far end belongs to. */
  beyond(edges: readonly TopologyEdge[], end: 'client' | 'server', flowOf: (id: string) => string): Neighbour[] {
    const seconds = ratedSeconds(this.#topology);
    const gathered = Map.groupBy(edges, (edge) => this.#unitOf(edge[end]));
    const rows = [...gathered].flatMap(([id, own]) => this.#named(id).map((named) => ({ ...named, flow: flowOf(id), line: sumsOf(own, seconds) })));
    return rows
      .sort((a, b) => failing(b.line.sums) - failing(a.line.sums) || b.line.sums.requests.perSecond - a.line.sums.requests.perSecond)
      .slice(0, mostRows);
  }

  #unitOf(node: string): string {
    const group = this.#nodes.get(node)?.group;
    return group !== undefined && group !== null && this.#groups.has(group) ? group : node;
  }

  #named(id: string): Pick<Neighbour, 'id' | 'name' | 'node'>[] {
    const group = this.#groups.get(id);
    if (group !== undefined) return [{ id, name: group.name }];
    const node = this.#nodes.get(id);
    return node === undefined ? [] : [{ id, name: node.name, node }];
  }
}

function sumsOf(edges: readonly TopologyEdge[], seconds: number): Neighbour['line'] {
  const { state, sums } = lineOfEdges(edges, seconds);
  return { state, sums };
}

/** What is in a group, what leads into it and out of it. */
export function groupDetail(topology: Topology, id: string): GroupDetail | undefined {
  const group = topology.groups.find((one) => one.id === id);
  const nodes = topology.nodes.filter((node) => node.group === id);
  if (group === undefined || nodes.length === 0) return undefined;
  const inside = new Set(nodes.map((node) => node.id));
  const into = topology.edges.filter(({ server }) => inside.has(server));
  const entering = into.filter(({ client }) => !inside.has(client));
  const leaving = topology.edges.filter(({ client, server }) => inside.has(client) && !inside.has(server));
  const counts = { ok: 0, warning: 0, critical: 0, unknown: 0 };
  for (const { health } of nodes) counts[health.state] += 1;
  const around = new Surroundings(topology);
  return {
    kind: 'group',
    of: { id, kind: group.kind, name: group.name },
    state: stateOf(counts, nodes.length),
    counts,
    all: nodes.length,
    reached: sumOf(entering),
    members: membersOf(nodes, into).slice(0, mostRows),
    callers: around.beyond(entering, 'client', (client) => pairId({ client, server: id })),
    called: around.beyond(leaving, 'server', (server) => pairId({ client: id, server })),
  };
}
