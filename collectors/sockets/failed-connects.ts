import type { Edge } from '#contract/identity.ts';
import { connectFailedEventBytes, type EdgeKey, protocol, readConnectFailedEvent, socketRole } from '../../bpf/gen/sockets.ts';
import { formatAddress } from '../identity/address.ts';
import { dateOf } from './kernel-time.ts';

/** A sampled failure, its ends named. */
export interface FailedConnect {
  readonly at: Date;
  readonly edge: Edge;
  /** What was connected to. */
  readonly address: string;
  /** `connectFailure` of the kernel side. */
  readonly reason: number;
  readonly afterMs: number;
}

/** Decodes an event of the ring. */
export function failedConnectOf(view: DataView, start: number, length: number, edgeOf: (key: EdgeKey) => Edge): FailedConnect {
  if (length !== connectFailedEventBytes) throw new Error(`a failed connect has ${connectFailedEventBytes} bytes, not ${length}`);
  const { at, process: local, netns, address: peerAddress, port: serverPort, reason, afterUs } = readConnectFailedEvent(view, start);
  const key = { netns, local, peer: 0n, peerAddress, serverPort, role: socketRole.ROLE_CLIENT, protocol: protocol.PROTOCOL_TCP };
  return { at: dateOf(at), edge: edgeOf(key), address: formatAddress(peerAddress), reason, afterMs: afterUs / 1000 };
}
