import type { Namespace } from './namespaces.ts';

/** What ss(8) shows of one TCP socket, the kernel's own numbers. */
export interface SocketInfo {
  readonly localPort: number;
  readonly peerPort: number;
  /** Payload, each byte once. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly rttSeconds: number;
  readonly rttVariationSeconds: number;
}

/** The established sockets of a namespace with that port at one of their ends. */
export async function socketsAtPort(place: Namespace, port: number): Promise<SocketInfo[]> {
  const text = await place.run(['ss', '-tniOH', 'state', 'established', `( sport = :${port} or dport = :${port} )`]);
  return text.trim().split('\n').flatMap(infoOf);
}

function infoOf(line: string): SocketInfo[] {
  const [, localPort, peerPort] = /^\s*\d+\s+\d+\s+\S+:(\d+)\s+\S+:(\d+)/.exec(line) ?? [];
  if (localPort === undefined || peerPort === undefined) return [];
  const number = (after: string) => Number(new RegExp(` ${after}([\\d.]+)`).exec(line)?.[1] ?? 0);
  return [
    {
      localPort: Number(localPort),
      peerPort: Number(peerPort),
      sentBytes: number('bytes_sent:') - number('bytes_retrans:'),
      receivedBytes: number('bytes_received:'),
      rttSeconds: number('rtt:') / 1000,
      rttVariationSeconds: number('rtt:[\\d.]+/') / 1000,
    },
  ];
}
