import { type Edge, type Identity, identityKinds, type Transport } from '#contract/identity.ts';
import type { Labels } from '../store/prometheus.ts';

export function identityOf(labels: Labels, end: 'client' | 'server'): Identity {
  const kind = identityKinds.find((known) => known === labels[`${end}_kind`]) ?? 'other';
  return { kind, name: labels[end] ?? '', namespace: labels[`${end}_namespace`] ?? '' };
}

/** The edge that a series is about. Prometheus leaves out labels that are empty. */
export function edgeOf(labels: Labels, transport: Transport): Edge {
  return { client: identityOf(labels, 'client'), server: identityOf(labels, 'server'), port: portOf(labels), transport };
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
