import { type Alert, type AlertEntity, type AlertSeverity, alertDomains, alertSeverities } from '#contract/alerts.ts';
import { type Identity, identityId, identityKinds, type Transport, transports } from '#contract/identity.ts';
import type { Labels } from '../store/prometheus.ts';
import { identityOf, knownEdge } from '../topology/edge-labels.ts';
import { transportOf } from '../topology/gather-requests.ts';

function workload(identity: Identity): AlertEntity {
  return { kind: 'workload', id: identityId(identity), name: identity.name };
}

/** Whether an edge is on the map. */
export type IsOnMap = (edgeId: string) => boolean;

/** Most series do not say it. The edges of unix sockets, and those of all without a name of their own, have no port. */
function transportIn(labels: Labels, isOnMap: IsOnMap): Transport {
  const said = transports.find((known) => known === labels.transport);
  if (said !== undefined) return said;
  const isThere = (transport: Transport) => isOnMap(knownEdge(labels, transport).id);
  const usual = transportOf(labels.protocol ?? '', isThere);
  return labels.server_port === '0' && (isThere('unix') || !isThere(usual)) ? 'unix' : usual;
}

function edge(labels: Labels, isOnMap: IsOnMap): AlertEntity {
  const transport = transportIn(labels, isOnMap);
  const { id, edge: known } = knownEdge(labels, transport);
  return { kind: 'edge', id, name: `${known.client.name} → ${known.server.name}${known.port === 0 ? '' : `:${known.port}`}` };
}

/** Whom the labels are about; null where they name nobody. */
export function entityOf(labels: Labels, isOnMap: IsOnMap): AlertEntity | null {
  const { client, server, identity, identity_kind: kind, identity_namespace: namespace = '', node } = labels;
  if (client !== undefined && server !== undefined) return edge(labels, isOnMap);
  if (identity !== undefined) return workload({ kind: identityKinds.find((known) => known === kind) ?? 'process', name: identity, namespace });
  if (server !== undefined) return workload(identityOf(labels, 'server'));
  if (client !== undefined) return workload(identityOf(labels, 'client'));
  return node === undefined ? null : { kind: 'node', id: node, name: node };
}

/** Words of other systems for the same. */
const otherSeverities: Readonly<Record<string, AlertSeverity>> = { critical: 'page', error: 'page', high: 'page', warning: 'ticket', warn: 'ticket' };

export function severityOf({ severity = '' }: Labels): AlertSeverity {
  const known = alertSeverities.find((one) => one === severity);
  return known ?? otherSeverities[severity.toLowerCase()] ?? 'info';
}

/** All words for these severities. */
export function severityWords(severities: readonly AlertSeverity[]): string[] {
  const others = Object.entries(otherSeverities).filter(([, means]) => severities.includes(means));
  return [...severities, ...others.map(([word]) => word)];
}

export function domainOf({ domain }: Labels): Alert['domain'] {
  return alertDomains.find((known) => known === domain) ?? 'other';
}

/** As Alertmanager groups them: one server, or one node and domain. What names neither, as others’ alerts may, has only its name in common. */
export function groupOf(labels: Labels): Alert['group'] {
  const { cluster = '', node = '', domain = '', server_kind = '', server_namespace = '', server = '', server_port = '' } = labels;
  const place = [cluster, node, domain, server_kind, server_namespace, server, server_port].join('/');
  if (server !== '') return { id: place, cause: `${server}${server_port === '' ? '' : `:${server_port}`}` };
  if (node !== '') return { id: place, cause: domain === '' ? node : `${domain} on ${node}` };
  const { alertname = 'other' } = labels;
  return { id: `${place}/${alertname}`, cause: alertname };
}
