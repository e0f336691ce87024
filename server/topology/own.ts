import { type Identity, identityId } from '#contract/identity.ts';
import type { WindowFacts } from './facts.ts';

const ownName = /^sonde(-(up|agent|logs|server|indexer))?$/;
const startedName = /^(prometheus|(prometheus-)?alertmanager|kafka\.Kafka|org\.elasticsearch\.bootstrap\.Elasticsearch)$/;

/** The ids of Sonde's own processes: by their names, and for the servers that it started by the ports that it gave them as well. */
export function ownNodes({ edges, listeners }: Pick<WindowFacts, 'edges' | 'listeners'>, ownPorts: readonly number[]): Set<string> {
  const own = new Set<string>();
  const serves = ({ port, identity }: { port: number; identity: Identity }) => {
    if (ownName.test(identity.name) || (startedName.test(identity.name) && ownPorts.includes(port))) own.add(identityId(identity));
  };
  for (const listener of listeners) serves(listener);
  for (const { edge } of edges.values()) {
    serves({ port: edge.port, identity: edge.server });
    if (ownName.test(edge.client.name)) own.add(identityId(edge.client));
  }
  return own;
}
