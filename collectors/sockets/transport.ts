import type { Transport } from '#contract/identity.ts';
import { protocol } from '../../bpf/gen/sockets.ts';

/** The kernel side follows no third protocol. */
export function transportOf(number: number): Transport {
  return number === protocol.PROTOCOL_TCP ? 'tcp' : 'udp';
}
