import { udpReceivedBytes, udpReceivedDatagrams, udpSentBytes, udpSentDatagrams } from '#contract/metrics.ts';
import { protocol, edgeTotalsWords as words } from '../bpf/gen/sockets.ts';
import type { Collector, EdgeGain } from './runtime/collector.ts';

export const udp: Collector = {
  name: 'udp',
  help: 'UDP: who sends to whom, bytes and datagrams.',
  metrics: [udpSentBytes, udpReceivedBytes, udpSentDatagrams, udpReceivedDatagrams].map((metric) => ({
    metric,
    transports: ['udp'],
    ends: ['client', 'server'],
    atOnce: false,
  })),
  edges: { protocol: protocol.PROTOCOL_UDP, count },
};

function count({ series, traffic, gained }: EdgeGain): void {
  const of = (word: number) => gained[word] ?? 0;
  series.add(udpSentBytes, [traffic], of(words.sentBytes));
  series.add(udpReceivedBytes, [traffic], of(words.receivedBytes));
  series.add(udpSentDatagrams, [], of(words.sentPackets));
  series.add(udpReceivedDatagrams, [], of(words.receivedPackets));
}
