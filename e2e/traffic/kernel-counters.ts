import type { Namespace } from './namespaces.ts';

/** `RetransSegs` of a network namespace: every TCP segment that it sent again, SYN and SYN-ACK included. */
export async function retransmittedSegments(place: Namespace): Promise<number> {
  const [names = '', values = ''] = (await place.run(['cat', '/proc/net/snmp'])).split('\n').filter((line) => line.startsWith('Tcp:'));
  const value = values.split(' ')[names.split(' ').indexOf('RetransSegs')];
  if (value === undefined) throw new Error('the kernel does not count RetransSegs');
  return Number(value);
}
