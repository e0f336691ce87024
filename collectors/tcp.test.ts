import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Edge } from '#contract/identity.ts';
import { agentMetrics } from '#contract/metrics.ts';
import { connectFailure, edgeDetailKind, edgeTotalsBytes, resetPhase, edgeTotalsWords as words } from '../bpf/gen/sockets.ts';
import { agentSeries } from './runtime/metrics/agent-series.ts';
import { settledText } from './runtime/metrics/fixtures/metrics-text.ts';
import { tcp } from './tcp.ts';

const edge: Edge = {
  client: { kind: 'process', name: 'api', namespace: '' },
  server: { kind: 'process', name: 'db', namespace: '' },
  port: 5432,
  transport: 'tcp',
};

/** The series of the edge after the work was counted and every series had its time at zero. */
function scraped(work: (side: { series: ReturnType<ReturnType<typeof agentSeries>['edges']['at']>; traffic: 'loopback' }) => void): string[] {
  let nowMs = 0;
  const series = agentSeries({ metrics: agentMetrics, edgeMetrics: tcp.metrics, seriesBudget: 20_000, scrapeIntervalSeconds: 5, nowMs: () => nowMs });
  work({ series: series.edges.at(edge, 'client'), traffic: 'loopback' });
  const text = settledText(series, () => {
    nowMs = 6001;
  });
  return text
    .split('\n')
    .filter((line) => line.includes('client="api"') && !line.endsWith(' 0'))
    .map((line) => line.replace(/client=.*observed="client",?/, ''));
}

function gainedOf(parts: { readonly [word in keyof typeof words]?: number }): Float64Array {
  const gained = new Float64Array(edgeTotalsBytes / 8);
  for (const [word, value] of Object.entries(parts)) gained[words[word as keyof typeof words]] = value;
  return gained;
}

test('what the kernel counted at a client becomes its series, in seconds and bytes', () => {
  const gained = gainedOf({
    connects: 2,
    sentBytes: 100,
    receivedBytes: 2000,
    sentPackets: 7,
    retransmittedSegments: 1,
    rttUsSum: 1500,
    rttVariationUsSum: 250,
  });
  gained[words.rttBuckets + 1] = 3;
  const lines = scraped((side) => tcp.edges?.count({ ...side, isClient: true, gained, open: 1 }));
  assert.deepEqual(
    lines.filter((line) => !line.includes('_bucket')),
    [
      'sonde_tcp_connects_total{} 2',
      'sonde_tcp_open_connections{} 1',
      'sonde_tcp_sent_bytes_total{traffic="loopback"} 100',
      'sonde_tcp_received_bytes_total{traffic="loopback"} 2000',
      'sonde_tcp_sent_segments_total{} 7',
      'sonde_tcp_retransmitted_segments_total{} 1',
      'sonde_tcp_rtt_seconds_sum{} 0.0015',
      'sonde_tcp_rtt_seconds_count{} 3',
      'sonde_tcp_rtt_variation_seconds_total{} 0.00025',
    ],
  );
  assert.deepEqual(
    lines.filter((line) => line.includes('rtt_seconds_bucket')),
    ['0.0005', '0.002', '0.01', '0.05', '0.25', '+Inf'].map((bound) => `sonde_tcp_rtt_seconds_bucket{le="${bound}"} 3`),
  );
});

test('failures and resets carry their reason', () => {
  const lines = scraped((side) => {
    tcp.details?.count({ ...side, kind: edgeDetailKind.DETAIL_CONNECT_FAILURE, reason: connectFailure.FAILURE_TIMEOUT, gained: 20 });
    tcp.details?.count({ ...side, kind: edgeDetailKind.DETAIL_RESET_RECEIVED, reason: resetPhase.PHASE_ESTABLISHED, gained: 3 });
    tcp.details?.count({ ...side, kind: edgeDetailKind.DETAIL_RESET_SENT, reason: 4_000_000, gained: 1 });
  });
  assert.deepEqual(lines, [
    'sonde_tcp_connect_failures_total{reason="timeout"} 20',
    'sonde_tcp_resets_total{direction="received",reason="while_established"} 3',
    'sonde_tcp_resets_total{direction="sent",reason="other"} 1',
  ]);
});
