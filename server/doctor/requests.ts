import { countText } from '#contract/count-text.ts';
import type { Check } from '#contract/doctor.ts';
import type { Topology, TopologyEdge } from '#contract/routes.ts';
import { secondsText } from '../quantities.ts';

const moves = ({ own, l4 }: TopologyEdge): boolean => !own && l4.openConnections + l4.toServerBytesPerSecond + l4.toClientBytesPerSecond > 0;
/** What most of the connections of an edge are. */
const reasonOf = ({ l7 }: TopologyEdge): string => l7.unseen[0]?.says ?? l7.reason;

function sampledText(edges: readonly TopologyEdge[]): string {
  const sampled = edges.find(({ l7 }) => l7.confidence.state === 'estimated');
  return sampled === undefined ? '' : `; counts are estimates: ${sampled.l7.confidence.reasons[0] ?? ''}`;
}

/** Edges on which some connections are seen and others are not, with how many of these began in the window. */
function partText(edges: readonly TopologyEdge[]): string {
  const mixed = edges.filter(({ l7 }) => l7.seen && l7.unseen.length > 0);
  if (mixed.length === 0) return '';
  const began = new Map<string, number>();
  for (const { says, connections } of mixed.flatMap(({ l7 }) => l7.unseen)) began.set(says, (began.get(says) ?? 0) + connections);
  const reasons = [...began].sort(([, a], [, b]) => b - a).map(([says, count]) => (count === 0 ? says : `${says} (${Math.round(count)} new)`));
  return `; in part on ${mixed.length}, where others are not seen: ${reasons.join(', ')}`;
}

const windowSeconds = 15 * 60;

/** Of a start of now there is hardly anything to tell. */
function nothingMoved(watchedSeconds: number): string {
  if (watchedSeconds === 0) return 'not known yet: none of the last 15 minutes was watched';
  const watched = watchedSeconds < windowSeconds ? `, of which ${secondsText(watchedSeconds)} were watched` : '';
  return `no connection moved anything in the last 15 minutes${watched}`;
}

/** On how many edges of the map requests are seen, and why not on the others. */
export function requestCheck({ edges, watchedSeconds }: Pick<Topology, 'edges' | 'watchedSeconds'>): Check {
  const name = 'Requests';
  const busy = edges.filter(moves);
  const unseen = busy.filter(({ l7 }) => !l7.seen);
  const besides = partText(busy) + sampledText(busy);
  if (busy.length === 0) return { name, state: watchedSeconds === 0 ? 'info' : 'ok', says: nothingMoved(watchedSeconds), mend: '' };
  if (unseen.length === 0)
    return {
      name,
      state: besides === '' ? 'ok' : 'info',
      says: `seen on ${busy.length === 1 ? 'the one connection' : `all ${countText(busy.length)} connections`} of the map${besides}`,
      mend: '',
    };
  const reasons = [...Map.groupBy(unseen, reasonOf)].sort(([, a], [, b]) => b.length - a.length).map(([reason, some]) => `${reason} ${countText(some.length)}`);
  const says = `seen on ${countText(busy.length - unseen.length)} of ${countText(busy.length)} connections of the map; not on ${countText(unseen.length)}: ${reasons.join(', ')}${besides}`;
  return { name, state: 'info', says, mend: '' };
}
