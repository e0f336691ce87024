import { createHash } from 'node:crypto';

/**
 * What an identity is: a process, a systemd unit or a container of this host; `host`, an address of this
 * machine with no known process; a private network; a name learnt from DNS (`external`); everything else (`internet`).
 */
export const identityKinds = ['process', 'systemd', 'container', 'host', 'private', 'external', 'internet', 'other'] as const;
export type IdentityKind = (typeof identityKinds)[number];

/** Who is at one end of an edge. `namespace` is empty outside of clusters. */
export interface Identity {
  readonly kind: IdentityKind;
  readonly name: string;
  readonly namespace: string;
}

/** The tail beyond the series budget is counted on this identity, at both ends. */
export const otherIdentity: Identity = { kind: 'other', name: 'other', namespace: '' };

export const transports = ['tcp', 'udp', 'unix'] as const;
/** An edge over unix sockets has no port: it is 0. */
export type Transport = (typeof transports)[number];

/** Who talks to whom: the key of everything that is counted. */
export interface Edge {
  readonly client: Identity;
  readonly server: Identity;
  readonly port: number;
  readonly transport: Transport;
}

/** `process:curl`, `container:shop/api`: one string per identity, used as the id of a map node. */
export function identityId({ kind, name, namespace }: Identity): string {
  return namespace === '' ? `${kind}:${name}` : `${kind}:${namespace}/${name}`;
}

/** Base64url of the first 16 bytes of SHA-256 over client, server, port and transport. */
export function edgeId({ client, server, port, transport }: Edge): string {
  const text = [identityId(client), identityId(server), port, transport].join('\n');
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
}
