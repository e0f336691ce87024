import type { Check } from '#contract/doctor.ts';
import type { Topology, TopologyEdge } from '#contract/routes.ts';

const moves = ({ own, l4 }: TopologyEdge): boolean => !own && l4.openConnections + l4.toServerBytesPerSecond + l4.toClientBytesPerSecond > 0;
/** What most of the connections of an edge are. */
const reasonOf = ({ l7 }: TopologyEdge): string => l7.unseen[0]?.says ?? l7.reason;

function sampledText(edges: readonly TopologyEdge[]): string {
  const sampled = edges.find(({ l7 }) => l7.confidence.state === 'estimated');
  return sampled === undefined ? '' : `; counts are estimates: ${sampled.l7.confidence.reasons[0] ?? ''}`;
}

/** On how many edges of the map requests are seen, and why not on the others. */
export function requestCheck({ edges }: Pick<Topology, 'edges'>): Check {
  const name = 'Requests';
  const busy = edges.filter(moves);
  const unseen = busy.filter(({ l7 }) => !l7.seen);
  const sampled = sampledText(busy);
  if (busy.length === 0) return { name, state: 'ok', says: 'no connection moved anything in the last 15 minutes', mend: '' };
  if (unseen.length === 0)
    return {
      name,
      state: sampled === '' ? 'ok' : 'info',
      says: `seen on ${busy.length === 1 ? 'the one connection' : `all ${busy.length} connections`} of the map${sampled}`,
      mend: '',
    };
  const reasons = [...Map.groupBy(unseen, reasonOf)].sort(([, a], [, b]) => b.length - a.length).map(([reason, some]) => `${reason} ${some.length}`);
  const says = `seen on ${busy.length - unseen.length} of ${busy.length} connections of the map; not on ${unseen.length}: ${reasons.join(', ')}${sampled}`;
  return { name, state: 'info', says, mend: '' };
}
