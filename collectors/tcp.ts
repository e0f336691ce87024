import {
  tcpAccepts,
  tcpConnectFailures,
  tcpConnects,
  tcpConnectTime,
  tcpOpenConnections,
  tcpReceivedBytes,
  tcpReceivedSegments,
  tcpResets,
  tcpRetransmittedSegments,
  tcpRtt,
  tcpRttVariation,
  tcpSentBytes,
  tcpSentSegments,
} from '#contract/metrics.ts';
import { edgeDetailKind, protocol, resetPhase, edgeTotalsWords as words } from '../bpf/gen/sockets.ts';
import type { Collector, EdgeDetail, EdgeGain } from './runtime/collector.ts';
import { kernelEnum } from './runtime/kernel-enum.ts';
import { failureReasonOf } from './sockets/connect-failure.ts';

const usPerSecond = 1e6;
const buckets = tcpRtt.buckets.length + 1;

const resetPhases = new Map<number, string>([
  [resetPhase.PHASE_CONNECTING, 'while_connecting'],
  [resetPhase.PHASE_ESTABLISHED, 'while_established'],
  [resetPhase.PHASE_CLOSING, 'while_closing'],
]);

/** The numbers shift between kernels; where the kernel has no such enum and tells no reason (before 6.10), all are `other`. */
const sentResetReasons = kernelEnum('sk_rst_reason', 'SK_RST_REASON_');

export const tcp: Collector = {
  name: 'tcp',
  help: 'TCP connections: who connects to whom, failures, bytes, round trips, retransmissions, resets.',
  object: 'tcp',
  metrics: [
    { metric: tcpConnects, transports: ['tcp'], ends: ['client'], atOnce: true },
    { metric: tcpAccepts, transports: ['tcp'], ends: ['server'], atOnce: true },
    { metric: tcpConnectTime, transports: ['tcp'], ends: ['client'], atOnce: false },
    { metric: tcpConnectFailures, transports: ['tcp'], ends: ['client'], atOnce: false },
    ...[tcpOpenConnections, tcpRetransmittedSegments].map((metric) => ({ metric, transports: ['tcp'], ends: ['client', 'server'], atOnce: true }) as const),
    ...[tcpSentBytes, tcpReceivedBytes, tcpSentSegments, tcpReceivedSegments, tcpResets, tcpRtt, tcpRttVariation].map(
      (metric) => ({ metric, transports: ['tcp'], ends: ['client', 'server'], atOnce: false }) as const,
    ),
  ],
  edges: { protocol: protocol.PROTOCOL_TCP, count },
  details: { kinds: [edgeDetailKind.DETAIL_CONNECT_FAILURE, edgeDetailKind.DETAIL_RESET_SENT, edgeDetailKind.DETAIL_RESET_RECEIVED], count: countDetail },
};

function count({ series, traffic, isClient, gained, open }: EdgeGain): void {
  const of = (word: number) => gained[word] ?? 0;
  series.add(isClient ? tcpConnects : tcpAccepts, [], of(isClient ? words.connects : words.accepts));
  series.add(tcpSentBytes, [traffic], of(words.sentBytes));
  series.add(tcpReceivedBytes, [traffic], of(words.receivedBytes));
  series.add(tcpSentSegments, [], of(words.sentPackets));
  series.add(tcpReceivedSegments, [], of(words.receivedPackets));
  series.add(tcpRetransmittedSegments, [], of(words.retransmittedSegments));
  series.add(tcpRttVariation, [], of(words.rttVariationUsSum) / usPerSecond);
  series.observe(tcpRtt, [], gained.subarray(words.rttBuckets, words.rttBuckets + buckets), of(words.rttUsSum) / usPerSecond);
  if (isClient) series.observe(tcpConnectTime, [], gained.subarray(words.connectBuckets, words.connectBuckets + buckets), of(words.connectUsSum) / usPerSecond);
  series.set(tcpOpenConnections, open);
}

function countDetail({ series, kind, reason, gained }: EdgeDetail): void {
  if (kind === edgeDetailKind.DETAIL_CONNECT_FAILURE) series.add(tcpConnectFailures, [failureReasonOf(reason)], gained);
  else if (kind === edgeDetailKind.DETAIL_RESET_SENT) series.add(tcpResets, ['sent', sentResetReasons.get(reason) ?? 'other'], gained);
  else series.add(tcpResets, ['received', resetPhases.get(reason) ?? 'other'], gained);
}
