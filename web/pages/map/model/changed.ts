import type { Topology, TopologyDiff, TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { exact } from '../../../lib/quantity.ts';
import { byName } from '../../../lib/sorting.ts';
import type { Ends } from '../../../ui/entity/edge-list.tsx';
import { attemptsPerSecond, bytesBothWays } from '../../../ui/entity/edge-sums.ts';
import { healthOrder } from '../../../ui/entity/health.ts';

type EdgeChange = TopologyDiff['edges']['changed'][number];

/** Ids of what is different now: plain sets, which can be posted to a worker as they are. */
export interface Changed {
  readonly edges: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

/** What is no longer there has its numbers of then; its ends may be gone as well. */
export interface Gone {
  readonly edge: TopologyEdge;
  readonly client: string;
  readonly server: string;
}

/** The diff of two moments in names, without Sonde's own connections unless these are shown. */
export interface Differences {
  readonly appeared: readonly Ends[];
  readonly changed: readonly (Ends & Pick<EdgeChange, 'changes' | 'says'>)[];
  readonly gone: readonly Gone[];
  readonly newNodes: readonly TopologyNode[];
  readonly goneNodes: readonly TopologyNode[];
}

const worst = ({ edge }: Ends): number => healthOrder.indexOf(edge.health.state);
const loads = (edge: TopologyEdge): number[] => [edge.l7.seen ? edge.l7.requestsPerSecond : 0, attemptsPerSecond(edge), bytesBothWays(edge)];

/** A long list is cut at its end: what carries most stands first. */
function busiestFirst(one: TopologyEdge, other: TopologyEdge): number {
  const [mine, its] = [loads(one), loads(other)];
  return mine.map((load, at) => (its[at] ?? 0) - load).find((difference) => difference !== 0) ?? 0;
}

/** `topology` is the map at the later moment. */
export function differences(diff: TopologyDiff, topology: Pick<Topology, 'nodes' | 'edges'>, own: boolean): Differences {
  const nodes = new Map(topology.nodes.map((node) => [node.id, node]));
  const edges = new Map(topology.edges.map((edge) => [edge.id, edge]));
  const goneNodes = new Map(diff.nodes.vanished.map((node) => [node.id, node]));
  const endsOf = (id: string): Ends[] => {
    const edge = edges.get(id);
    const client = edge && nodes.get(edge.client);
    const server = edge && nodes.get(edge.server);
    if (edge === undefined || client === undefined || server === undefined) return [];
    return edge.own && !own ? [] : [{ edge, client, server }];
  };
  const nameOf = (id: string) => (nodes.get(id) ?? goneNodes.get(id))?.name ?? id;
  const shown = (node: TopologyNode) => own || !node.own;
  return {
    appeared: diff.edges.appeared
      .flatMap(endsOf)
      .sort((one, other) => worst(one) - worst(other) || busiestFirst(one.edge, other.edge) || byName(one.client, other.client)),
    changed: diff.edges.changed.flatMap(({ id, changes, says }) => endsOf(id).map((ends) => ({ ...ends, changes, says }))),
    gone: diff.edges.vanished
      .filter((edge) => own || !edge.own)
      .sort(busiestFirst)
      .map((edge) => ({ edge, client: nameOf(edge.client), server: nameOf(edge.server) })),
    newNodes: diff.nodes.appeared.flatMap((id) => nodes.get(id) ?? []).filter(shown),
    goneNodes: diff.nodes.vanished.filter(shown),
  };
}

/** What stays lit: what is new or changed with its ends, and who has lost a connection. */
export function changedOf({ appeared, changed, gone, newNodes }: Differences): Changed {
  const here = [...appeared, ...changed];
  return {
    edges: new Set(here.map(({ edge }) => edge.id)),
    nodes: new Set([...here, ...gone].flatMap(({ edge }) => [edge.client, edge.server]).concat(newNodes.map(({ id }) => id))),
  };
}

/** What is said of a thing that is new. */
export const newMark = 'new';

/** Ids that are marked, with what is said of each. */
export interface Highlight {
  readonly nodes: ReadonlyMap<string, string>;
  readonly edges: ReadonlyMap<string, string>;
}

/** What the map marks: things that are new or changed themselves, not what they lead to. */
export function highlightOf({ appeared, changed, newNodes }: Differences): Highlight {
  const edges = [...appeared.map(({ edge }) => [edge.id, newMark] as const), ...changed.map(({ edge, says }) => [edge.id, says] as const)];
  return { nodes: new Map(newNodes.map(({ id }) => [id, newMark])), edges: new Map(edges) };
}

/** The first of a list, and how many there are. */
export interface Cut<Item> {
  readonly count: number;
  readonly items: readonly Item[];
}

/** What a panel lists of the differences. */
export type Listed = { readonly [Kind in keyof Differences]: Cut<Differences[Kind][number]> } & { readonly words: string };

/** A panel of thousands of rows would be read by nobody, and hold up the page. */
const mostListed = 50;

const cut = <Item>(items: readonly Item[]): Cut<Item> => ({ count: items.length, items: items.slice(0, mostListed) });

export function listed(differences: Differences): Listed {
  const { appeared, changed, gone, newNodes, goneNodes } = differences;
  return {
    words: diffWords(differences),
    appeared: cut(appeared),
    changed: cut(changed),
    gone: cut(gone),
    newNodes: cut(newNodes),
    goneNodes: cut(goneNodes),
  };
}

/** `1 new, 0 gone, 3 slower`; what fails more is told where something does. */
function diffWords({ appeared, gone, changed }: Differences): string {
  const having = (kind: EdgeChange['changes'][number]) => changed.filter(({ changes }) => changes.includes(kind)).length;
  const failing = having('failing');
  return [
    `${exact(appeared.length)} new`,
    `${exact(gone.length)} gone`,
    ...(failing > 0 ? [`${exact(failing)} failing`] : []),
    `${exact(having('slower'))} slower`,
  ].join(', ');
}

export const isSame = ({ appeared, changed, gone, newNodes, goneNodes }: Listed): boolean =>
  [appeared, changed, gone, newNodes, goneNodes].every(({ count }) => count === 0);
