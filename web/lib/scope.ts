import type { Topology, TopologyNode } from '#contract/routes.ts';

/** What one looks at: a cluster, some namespaces, one workload; each absent where it is all of them. */
export interface Scope {
  readonly cluster: string | undefined;
  readonly namespaces: readonly string[];
  readonly workload: string | undefined;
}

export const everything: Scope = { cluster: undefined, namespaces: [], workload: undefined };

/** The keys of the URL that hold it. */
export const scopeKeys = ['cluster', 'ns', 'workload'] as const;

export function readScope(query: URLSearchParams): Scope {
  const namespaces = (query.get('ns') ?? '').split(',').filter((name) => name !== '');
  return { cluster: query.get('cluster') ?? undefined, namespaces: [...new Set(namespaces)], workload: query.get('workload') ?? undefined };
}

export function writeScope({ cluster, namespaces, workload }: Scope): Readonly<Record<(typeof scopeKeys)[number], string | undefined>> {
  return { cluster, ns: namespaces.length === 0 ? undefined : namespaces.join(','), workload };
}

export const narrows = ({ cluster, namespaces, workload }: Scope): boolean => cluster !== undefined || namespaces.length > 0 || workload !== undefined;

/** The clusters of the hosts, by the name of the host. */
export type Clusters = ReadonlyMap<string, string>;

type Placed = Pick<TopologyNode, 'id' | 'namespace' | 'hosts'>;

/** Whether a node itself is what the scope names. */
export function isInScope({ id, namespace = '', hosts }: Placed, scope: Scope, clusters: Clusters): boolean {
  const { cluster, namespaces, workload } = scope;
  return (
    (workload === undefined || id === workload) &&
    (namespaces.length === 0 || namespaces.includes(namespace)) &&
    (cluster === undefined || hosts.some((host) => clusters.get(host) === cluster))
  );
}

/** The hosts of the scope: those of its cluster, or those on which something that it names runs. Undefined where it is all of them. */
export function hostsInScope(nodes: readonly Placed[], scope: Scope, clusters: Clusters): ReadonlySet<string> | undefined {
  if (!narrows(scope)) return undefined;
  const { cluster, namespaces, workload } = scope;
  if (namespaces.length === 0 && workload === undefined) return new Set([...clusters].flatMap(([host, its]) => (its === cluster ? host : [])));
  return new Set(nodes.filter((node) => isInScope(node, scope, clusters)).flatMap(({ hosts }) => hosts));
}

/** What the scope names, what it talks to, and the edges between; groups as far as something stands in them. */
export function inScope(topology: Topology, scope: Scope, clusters: Clusters): Topology {
  if (!narrows(scope)) return topology;
  const inside = new Set(topology.nodes.filter((node) => isInScope(node, scope, clusters)).map(({ id }) => id));
  const edges = topology.edges.filter(({ client, server }) => inside.has(client) || inside.has(server));
  const shown = new Set([...inside, ...edges.flatMap(({ client, server }) => [client, server])]);
  const nodes = topology.nodes.filter(({ id }) => shown.has(id));
  const groups = new Set(nodes.map(({ group }) => group));
  return { ...topology, nodes, edges, groups: topology.groups.filter(({ id }) => groups.has(id)) };
}
