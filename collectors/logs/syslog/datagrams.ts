import { createSocket, type RemoteInfo } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Address, Listener } from '../listening.ts';
import { UdpDrops } from './udp-drops.ts';

export interface DatagramsOptions {
  readonly at: Address;
  readonly onMessage: (bytes: Buffer, address: string) => void;
  /** Came faster than they were read. */
  readonly onDropped: (datagrams: number) => void;
}

/** What the kernel holds of them while a batch is written: as much as it lets anyone have (net.core.rmem_max). */
const receiveBytes = 8 << 20;
const lookMs = 1000;

export async function datagrams({ at, onMessage, onDropped }: DatagramsOptions): Promise<Listener> {
  const socket = createSocket({ type: isIPv6(at.host) ? 'udp6' : 'udp4', recvBufferSize: receiveBytes });
  socket.on('message', (bytes: Buffer, { address }: RemoteInfo) => onMessage(bytes, address));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('error', reject);
  socket.bind({ address: at.host, port: at.port, exclusive: true }, resolve);
  try {
    await promise;
  } catch (cause) {
    socket.close();
    throw cause;
  }
  // What happens to one datagram ends no other.
  socket.off('error', reject).on('error', () => {});
  const drops = new UdpDrops(socket.address());
  let dueMs = 0;
  return {
    read() {
      if (performance.now() < dueMs) return;
      dueMs = performance.now() + lookMs;
      const dropped = drops.take();
      if (dropped > 0) onDropped(dropped);
    },
    close: () => socket.close(),
  };
}
