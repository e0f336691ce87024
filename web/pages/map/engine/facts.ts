import type { Topology } from '#contract/routes.ts';
import { boundsIn } from '../model/bounds.ts';
import { isLocal } from '../model/card-processes.ts';
import { type Ground, outOfScope } from '../model/ground.ts';
import type { MapModel } from '../model/model.ts';
import type { Facts } from './protocol.ts';

/** What there is to say of a model, of what it was made from, and of the map as a whole; `own`: Sonde's own connections count as well. */
export function factsOf({ found, total, counts, nodes, edges, lines, groups }: MapModel, { topology }: Ground, whole: Topology, own: boolean): Facts {
  const listens = nodes.some(({ node }) => node.listening.length > 0);
  const isSeenInside = nodes.some(({ node }) => isLocal(node));
  const facts = { isSeenInside, found, total, counts, nodes: nodes.length, edges: edges.length, lines: lines.length, groups: groups.length, listens };
  return { ...facts, everyEdge: topology.edges.length, outOfScope: outOfScope(whole, topology, own), bounds: boundsIn(edges) };
}
