import type { Identity } from '#contract/identity.ts';
import type { TopologyGroup } from '#contract/routes.ts';

export interface Grouping {
  readonly groups: readonly Omit<TopologyGroup, 'x' | 'y' | 'width' | 'height'>[];
  /** The group of each node that stands in one. */
  readonly byNode: ReadonlyMap<string, string>;
}

type Group = Pick<TopologyGroup, 'id' | 'kind' | 'name'>;
export const outside: Group = { id: 'external', kind: 'external', name: 'External' };
const hosts: Group = { id: 'hosts', kind: 'hosts', name: 'Hosts' };

/** Namespaces, hosts beside others, and the world outside as far as its names are known. What has none of them stands by itself. */
function groupOf({ kind, namespace }: Identity, manyHosts: boolean): Group | undefined {
  if (kind === 'external') return outside;
  if (kind === 'host' && manyHosts) return hosts;
  return namespace === '' ? undefined : { id: `namespace:${namespace}`, kind: 'namespace', name: namespace };
}

export function groupsOf(identities: ReadonlyMap<string, Identity>): Grouping {
  const counts = new Map<string, Group & { nodes: number }>();
  const byNode = new Map<string, string>();
  const manyHosts = [...identities.values()].filter(({ kind }) => kind === 'host').length > 1;
  for (const [id, identity] of identities) {
    const group = groupOf(identity, manyHosts);
    if (group === undefined) continue;
    byNode.set(id, group.id);
    counts.set(group.id, { ...group, nodes: (counts.get(group.id)?.nodes ?? 0) + 1 });
  }
  return { groups: [...counts.values()].sort((a, b) => a.id.localeCompare(b.id)), byNode };
}
