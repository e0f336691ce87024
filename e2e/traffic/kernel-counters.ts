import type { Namespace } from './namespaces.ts';

/** Of a network namespace: /proc/net/snmp and netstat have a line of names and one of values for each group. */
async function counter(place: Namespace, group: string, name: string): Promise<number> {
  const text = await place.run(['cat', '/proc/net/snmp', '/proc/net/netstat']);
  const [names = '', values = ''] = text.split('\n').filter((line) => line.startsWith(`${group}:`));
  const value = values.split(' ')[names.split(' ').indexOf(name)];
  if (value === undefined) throw new Error(`the kernel does not count ${name}`);
  return Number(value);
}

/** Every TCP segment that it sent again, SYN and SYN-ACK included. */
export function retransmittedSegments(place: Namespace): Promise<number> {
  return counter(place, 'Tcp', 'RetransSegs');
}

/** Datagrams for which a socket had no room left. */
export function fullBuffers(place: Namespace): Promise<number> {
  return counter(place, 'Udp', 'RcvbufErrors');
}

/** Connection requests that listening sockets turned away. */
export function listenDrops(place: Namespace): Promise<number> {
  return counter(place, 'TcpExt', 'ListenDrops');
}

/** Every segment sent with RST set. */
export function sentResets(place: Namespace): Promise<number> {
  return counter(place, 'Tcp', 'OutRsts');
}
