import { type Edge, otherIdentity } from '#contract/identity.ts';
import { unixOpenConnections } from '#contract/metrics.ts';
import type { EdgeHandle } from '../runtime/metrics/edge-handle.ts';
import type { EdgeSeries } from '../runtime/metrics/edge-series.ts';
import type { UnixEdge } from './pairs.ts';

const mostEdges = 512;
const otherEdge: Edge = { client: otherIdentity, server: otherIdentity, port: 0, transport: 'unix' };

/** Shows how many connections each edge has now; answers how many edges were too many, and are counted in `other`. */
export function openConnections(edges: Pick<EdgeSeries, 'at'>, most = mostEdges): (found: ReadonlyMap<string, UnixEdge>) => number {
  const held = new Map<string, EdgeHandle>();
  const other = edges.at(otherEdge, 'client');
  return (found) => {
    const biggestFirst = [...found].sort(([, a], [, b]) => b.connections - a.connections);
    const named = new Map(biggestFirst.slice(0, most));
    const rest = biggestFirst.slice(most);
    for (const [key, handle] of held) {
      if (named.has(key)) continue;
      handle.release();
      held.delete(key);
    }
    for (const [key, { edge, connections }] of named) {
      const handle = held.get(key) ?? edges.at(edge, 'client');
      held.set(key, handle);
      handle.set(unixOpenConnections, connections);
    }
    other.set(
      unixOpenConnections,
      rest.reduce((sum, [, { connections }]) => sum + connections, 0),
    );
    return rest.length;
  };
}
