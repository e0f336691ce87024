import type { ObservedNode } from '#contract/nodes.ts';
import { hostsInScope, narrows, type Scope } from '../../lib/scope.ts';
import type { KnownNames } from '../../ui/entity/names.ts';

export interface InScope<Node> {
  readonly nodes: readonly Node[];
  /** It cannot be told which are in the scope: these are all. */
  readonly isUnknown: boolean;
}

const ofClusterAlone = ({ namespaces, workload }: Scope): boolean => namespaces.length === 0 && workload === undefined;

/** Those on which something of the scope runs; undefined before it is known what runs where. */
export function nodesInScope<Node extends Pick<ObservedNode, 'node' | 'cluster'>>(
  nodes: readonly Node[],
  names: KnownNames,
  scope: Scope,
): InScope<Node> | undefined {
  if (!narrows(scope)) return { nodes, isUnknown: false };
  const runs = ofClusterAlone(scope) ? [] : names;
  if (runs === undefined) return undefined;
  if (runs === 'unknown') return { nodes, isUnknown: true };
  const hosts = hostsInScope(runs, scope, new Map(nodes.map(({ node, cluster }) => [node, cluster])));
  return { nodes: nodes.filter(({ node }) => hosts?.has(node) === true), isUnknown: false };
}
