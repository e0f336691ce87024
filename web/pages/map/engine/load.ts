import { unpack } from '#contract/columns/unpack.ts';
import type { Topology, TopologyDiff } from '#contract/routes.ts';
import { api } from '../../../ui/api.ts';
import type { Compared, MapSummary } from './protocol.ts';

export async function loadTopology(range: { readonly from?: string; readonly to?: string }, signal: AbortSignal): Promise<Topology> {
  const columns = await api('GET /api/topology/columns', range, signal);
  return { ...columns, nodes: unpack(columns.nodes), edges: unpack(columns.edges) };
}

export function summaryOf({ at, from, to, watchedSeconds, flowsSince, stale, hosts, lost }: Topology): MapSummary {
  return { at, from, to, watchedSeconds, stale, hosts, lost, ...(flowsSince !== undefined && { flowsSince }) };
}

export const comparedOf = ({ a, b, windowSeconds, watched }: TopologyDiff): Compared => ({ a, b, windowSeconds, watched });
