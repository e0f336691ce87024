import { type Identity, identityId } from '#contract/identity.ts';
import type { WindowFacts } from './facts.ts';

const ownName = /^sonde(-(up|agent|logs|server|indexer))?$/;
const childName = /^(prometheus|(prometheus-)?alertmanager)$/;

export interface OwnPorts {
  /** Those that Sonde's Prometheus and Alertmanager listen on. */
  readonly children: readonly number[];
}

/** The ids of Sonde's own processes: by their names, and for the servers that it starts by the ports that it gave them. */
export function ownNodes({ edges, listeners }: Pick<WindowFacts, 'edges' | 'listeners'>, { children }: OwnPorts): Set<string> {
  const own = new Set<string>();
  const serves = ({ port, identity }: { port: number; identity: Identity }) => {
    if (ownName.test(identity.name) || (childName.test(identity.name) && children.includes(port))) own.add(identityId(identity));
  };
  for (const listener of listeners) serves(listener);
  for (const { edge } of edges.values()) {
    serves({ port: edge.port, identity: edge.server });
    if (ownName.test(edge.client.name)) own.add(identityId(edge.client));
  }
  return own;
}
