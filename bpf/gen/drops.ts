// Generated from the object's BTF by bpf/generate-readers.ts.
import { bytesAt } from '../words.ts';

export const benignDrop = {
  BENIGN_NOT_SPECIFIED: 0,
  BENIGN_QUEUE_PURGE: 1,
  BENIGN_SOCKET_CLOSE: 2,
  BENIGN_TCP_CLOSE: 3,
  BENIGN_TCP_RESET: 4,
  BENIGN_TCP_OLD_DATA: 5,
  BENIGN_TCP_OLD_ACK: 6,
  BENIGN_TCP_OLD_SEQUENCE: 7,
  BENIGN_TCP_OFOMERGE: 8,
  BENIGN_TCP_RFC7323_PAWS_ACK: 9,
  BENIGN_DUP_FRAG: 10,
  BENIGN_OTHERHOST: 11,
  BENIGN_UNHANDLED_PROTO: 12,
  BENIGN_IPV6_NDISC_NS_OTHERHOST: 13,
  BENIGN_PACKET_SOCK_ERROR: 14,
  BENIGN_COUNT: 15,
} as const;

export const deviceDropKeyBytes = 24;
/** The byte at which each member begins. */
export const deviceDropKeyPlaces = {
  netns: 0,
  reason: 4,
  device: 8,
} as const;

export interface DeviceDropKey {
  readonly netns: number;
  readonly reason: number;
  readonly device: Uint8Array;
}

export function readDeviceDropKey(view: DataView, at: number): DeviceDropKey {
  return {
    netns: view.getUint32(at + 0, true),
    reason: view.getUint32(at + 4, true),
    device: bytesAt(view, at + 8, 16),
  };
}
