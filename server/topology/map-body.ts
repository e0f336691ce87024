import { deserialize } from 'node:v8';
import { pack } from '#contract/columns/pack.ts';
import { unpack } from '#contract/columns/unpack.ts';
import type { Topology, TopologyColumns } from '#contract/routes.ts';

/** What people and pictures read of a figure; `seconds` and bytes alike. */
const digits = 6;

export function columnsOf(topology: Topology): TopologyColumns {
  return { ...topology, nodes: pack(topology.nodes), edges: pack(topology.edges) };
}

function topologyOf(columns: TopologyColumns): Topology {
  return { ...columns, nodes: unpack(columns.nodes), edges: unpack(columns.edges) };
}

/** From the bytes that the thread of maps made. */
export const columnsIn = (map: Uint8Array): TopologyColumns => deserialize(map) as TopologyColumns;
export const topologyIn = (map: Uint8Array): Topology => topologyOf(columnsIn(map));

const rounded = (_key: string, value: unknown): unknown => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value);

export const columnsText = (columns: TopologyColumns): string => JSON.stringify(columns, rounded);
