import { type Edge, type Identity, otherIdentity, type Transport } from '#contract/identity.ts';
import type { ObservedEnd } from '#contract/metrics.ts';
import { type EdgeKey, socketRole } from '../../bpf/gen/sockets.ts';
import type { Traffic } from '../runtime/collector.ts';
import { transportOf } from './transport.ts';

/** What attribution asks: it knows neither /proc nor the kernel's maps. */
export interface Names {
  /** A process by the kernel side's id. */
  process(id: bigint): Identity;
  /** A peer with no process that we know. */
  address(address: Uint8Array): { readonly identity: Identity; readonly traffic: Traffic };
  /** This machine's own address, with no process. */
  readonly host: Identity;
  /** Who listens on a port of this machine, if the address is one of its own. */
  listenerAt(address: Uint8Array, netns: number, port: number, transport: Transport): Identity | undefined;
}

export interface Attribution {
  readonly edge: Edge;
  readonly observed: ObservedEnd;
  readonly traffic: Traffic;
}

/** The edge that a kernel entry belongs to, and the end at which it was counted. */
export function attribute(key: EdgeKey, names: Names): Attribution {
  const isClient = key.role === socketRole.ROLE_CLIENT;
  const { identity: peer, traffic } = peerOf(key, isClient, names);
  const local = localOf(key, names);
  return {
    edge: { client: isClient ? local : peer, server: isClient ? peer : local, port: key.serverPort, transport: transportOf(key.protocol) },
    observed: isClient ? 'client' : 'server',
    traffic,
  };
}

/** The kernel's overflow entries have nothing but a role, and an address that is as far away as their peers. */
export function isOverflow(key: EdgeKey): boolean {
  return key.netns === 0 && key.serverPort === 0 && key.local === 0n && key.peer === 0n;
}

function localOf(key: EdgeKey, names: Names): Identity {
  if (isOverflow(key)) return otherIdentity;
  return key.local === 0n ? names.host : names.process(key.local);
}

function peerOf(key: EdgeKey, isClient: boolean, names: Names): { identity: Identity; traffic: Traffic } {
  if (isOverflow(key)) return { identity: otherIdentity, traffic: names.address(key.peerAddress).traffic };
  if (key.peer !== 0n) return { identity: names.process(key.peer), traffic: 'loopback' };
  const known = names.address(key.peerAddress);
  const listener = isClient ? names.listenerAt(key.peerAddress, key.netns, key.serverPort, transportOf(key.protocol)) : undefined;
  return listener === undefined ? known : { identity: listener, traffic: known.traffic };
}
