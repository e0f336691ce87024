import { type Edge, edgeId, type Identity, identityKinds, type Transport } from '#contract/identity.ts';
import { recent } from '../recent.ts';
import type { Labels } from '../store/prometheus.ts';

export function identityOf(labels: Labels, end: 'client' | 'server'): Identity {
  const kind = identityKinds.find((known) => known === labels[`${end}_kind`]) ?? 'other';
  return { kind, name: labels[end] ?? '', namespace: labels[`${end}_namespace`] ?? '' };
}

/** The edge that a series is about. Prometheus leaves out labels that are empty. */
function edgeOf(labels: Labels, transport: Transport): Edge {
  return { client: identityOf(labels, 'client'), server: identityOf(labels, 'server'), port: portOf(labels), transport };
}

export interface KnownEdge {
  readonly id: string;
  readonly edge: Edge;
}

/** Many series are about one edge, and the same come again with each map; a hash for each would cost as much as all the rest. */
const knownEdges = recent<KnownEdge>(100_000);
/** Series that were met before have the same object for their labels. */
const bySeries: Readonly<Record<Transport, WeakMap<Labels, KnownEdge>>> = { tcp: new WeakMap(), udp: new WeakMap(), unix: new WeakMap() };

function byLabels(labels: Labels, transport: Transport): KnownEdge {
  const { client, client_kind, client_namespace, server, server_kind, server_namespace, server_port } = labels;
  const key = [transport, client, client_kind, client_namespace, server, server_kind, server_namespace, server_port].join('\n');
  const known = knownEdges.get(key);
  if (known !== undefined) return known;
  const edge = edgeOf(labels, transport);
  const made = { id: edgeId(edge), edge };
  knownEdges.set(key, made);
  return made;
}

/** The edge that a series is about, with its id. */
export function knownEdge(labels: Labels, transport: Transport): KnownEdge {
  const met = bySeries[transport].get(labels);
  if (met !== undefined) return met;
  const known = byLabels(labels, transport);
  bySeries[transport].set(labels, known);
  return known;
}

export function serverOf(labels: Labels): Identity {
  return identityOf(labels, 'server');
}

/** 0 for the edge of everything that has no name of its own. */
export function portOf(labels: Labels): number {
  const port = Number(labels.server_port);
  return Number.isInteger(port) && port >= 0 && port <= 65535 ? port : 0;
}

const quoted = (value: string) => JSON.stringify(value);

function endMatchers(end: 'client' | 'server', { name, kind, namespace }: Identity): string {
  return `${end}=${quoted(name)},${end}_kind=${quoted(kind)},${end}_namespace=${quoted(namespace)}`;
}

export const clientMatchers = (client: Identity): string => endMatchers('client', client);
export const serverMatchers = (server: Identity): string => endMatchers('server', server);

/** Matchers that find the series of this edge, and no other. */
export function edgeMatchers({ client, server, port }: Edge): string {
  return [endMatchers('client', client), endMatchers('server', server), ...(port === 0 ? [] : [`server_port="${port}"`])].join(',');
}
