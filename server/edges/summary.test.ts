import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EdgeCounts } from '#contract/edge-counts.ts';
import type { EdgeRequests, RequestCount } from '#contract/requests.ts';
import type { EdgeDetail } from '#contract/routes.ts';
import { newFacts } from '../topology/gather.ts';
import { l7Of } from '../topology/requests.ts';
import { summaryOf } from './summary.ts';

const end = { sentBytes: 0, receivedBytes: 0, sentSegments: 0, receivedSegments: 0, retransmittedSegments: 0 };
const none = { refused: 0, timeout: 0, unreachable: 0, reset: 0, aborted: 0, other: 0 };
const full = { state: 'full', lostRatio: 0, reasons: [] } as const;

const identity = { kind: 'process' as const, name: 'app', namespace: '' };
const unseen = l7Of(newFacts('id', { client: identity, server: identity, port: 80, transport: 'tcp' }), {
  seconds: 60,
  reading: { up: true },
  confidence: { ...full, reasons: [] },
});
const l7: EdgeDetail['edge']['l7'] = { ...unseen, seen: true, reason: '' };
const unasked: EdgeRequests = { counts: [], client: null, server: null, latency: [], serverNames: [] };

interface More {
  readonly transport?: 'tcp' | 'udp';
  readonly p50Seconds?: number;
  readonly reading?: EdgeDetail['edge']['l7'];
  readonly health?: EdgeDetail['edge']['health'];
  readonly requests?: Partial<EdgeRequests>;
}

function told(counts: Partial<EdgeCounts>, { transport = 'tcp', p50Seconds, reading = l7, health, requests }: More = {}): string {
  return summaryOf({
    counts: {
      connects: 0,
      accepts: 0,
      failures: none,
      openConnections: 0,
      client: end,
      server: null,
      retransmittedSegments: 0,
      resets: [],
      drops: [],
      ...counts,
    },
    requests: { ...unasked, ...requests },
    rtt: p50Seconds === undefined ? null : { p50Seconds, p99Seconds: null, jitterSeconds: null, samples: 1 },
    edge: { transport, light: false, health: health ?? { state: 'ok', reasons: [] }, l7: reading },
  });
}

const failures = (reasons: Partial<EdgeCounts['failures']>) => ({ ...none, ...reasons });

test('failed connects come first, in words that fit their number', () => {
  assert.equal(told({ connects: 31, failures: failures({ refused: 1 }) }), '1 in 32 connects fails: refused.');
  assert.equal(told({ connects: 5, failures: failures({ timeout: 2 }) }), '2 of 7 connects failed: timeout.');
  assert.equal(told({ failures: failures({ refused: 50 }) }), 'Every one of 50 connects failed: refused.');
  assert.equal(told({ failures: failures({ refused: 1 }) }), 'The only connect failed: refused.');
  assert.equal(told({ connects: 40, failures: failures({ refused: 60 }) }), '60 % of 100 connects fail: refused.');
});

test('resets and retransmissions come next, when they are many', () => {
  const reset = (count: number) => [{ observed: 'client' as const, direction: 'received' as const, reason: 'while_established', count }];
  assert.equal(told({ connects: 100, resets: reset(10) }), '1 in 10 connections is reset.');
  assert.match(told({ connects: 1000, resets: reset(2) }), /^1\u202f000 connects, none failed/);
  const lossy = { client: { ...end, sentSegments: 900 }, server: { ...end, sentSegments: 100 }, retransmittedSegments: 25 };
  assert.equal(told({ connects: 5, ...lossy }), '2.5 % of the segments had to be sent again.');
});

test('a calm edge says how much it moves', () => {
  const client = { ...end, sentBytes: 3 << 20, receivedBytes: 500 };
  assert.equal(told({ connects: 12, client }, { p50Seconds: 0.00123 }), '12 connects, none failed; 3 MiB to the server, 500 B back; round trip 1.23 ms.');
  assert.equal(told({ client, openConnections: 2 }), '2 open, none new; 3 MiB to the server, 500 B back.');
  assert.equal(told({ client }, { transport: 'udp' }), '3 MiB to the server, 500 B back.');
  assert.equal(told({}), 'No traffic in this window.');
});

test('an edge that only its server saw has the server’s numbers', () => {
  const server = { ...end, sentBytes: 10, receivedBytes: 2048 };
  assert.equal(told({ accepts: 4, client: null, server }), '4 connects, none failed; 2 KiB to the server, 10 B back.');
});

const row = (status: string, count: number, outcome: RequestCount['outcome'] = 'ok', protocol: RequestCount['protocol'] = 'http') => ({
  protocol,
  method: 'GET',
  status,
  outcome,
  count,
});
const asked = (...counts: RequestCount[]) => ({ requests: { counts } });

test('where requests are seen the sentence speaks of them', () => {
  const client = { ...end, sentBytes: 2048, receivedBytes: 500 };
  const moved = '2 KiB to the server, 500 B back';
  assert.equal(told({ client, connects: 3 }, asked(row('200', 1240))), `1\u202f240 HTTP requests, none failed; ${moved}.`);
  assert.equal(told({ client }, asked(row('200', 1))), `1 HTTP request, none failed; ${moved}.`);
  const latency = [{ protocol: 'http' as const, samples: 1240, p50Seconds: 0.00241, p99Seconds: 0.0842, boundsSeconds: [], columns: [] }];
  assert.equal(
    told({ client }, { requests: { counts: [row('200', 1200), row('404', 40, 'client_error')], latency } }),
    `1\u202f240 HTTP requests, none failed, 40 with an error of the client; p50 2.41 ms, p99 84.2 ms; ${moved}.`,
  );
  assert.equal(told({ client }, asked(row('ok', 12, 'ok', 'tls'))), `0 open, none new; ${moved}.`);
});

test('an edge whose requests cannot be seen says why', () => {
  const l7Unseen = { ...l7, seen: false, reason: 'encrypted', unseen: [{ reason: 'encrypted' as const, says: 'encrypted', connections: 4 }] };
  assert.equal(told({ connects: 4 }, { reading: l7Unseen }), '4 connects, none failed; 0 B to the server, 0 B back; requests not seen: encrypted.');
});

test('requests that fail come before all that is calm, in words that fit their number', () => {
  assert.equal(told({ connects: 3 }, asked(row('200', 960), row('503', 30, 'error'), row('500', 10, 'error'))), '1 in 25 HTTP requests fails: 503 and 500.');
  assert.equal(told({}, asked(row('NOERROR', 50, 'ok', 'dns'), row('unanswered', 50, 'error', 'dns'))), '50 % of 100 DNS queries fail: unanswered.');
  assert.equal(told({}, asked(row('42', 1, 'error', 'postgresql'))), 'The only PostgreSQL query failed: 42.');
  assert.equal(told({}, asked(row('failed', 20, 'error', 'tls'))), 'Every one of 20 TLS handshakes failed: failed.');
});

test('the larger share is told, and a few connects say nothing beside many requests', () => {
  const some = asked(row('200', 90), row('500', 10, 'error'));
  assert.equal(told({ connects: 50, failures: failures({ refused: 50 }) }, some), '50 % of 100 connects fail: refused.');
  assert.equal(told({ connects: 98, failures: failures({ refused: 2 }) }, some), '1 in 10 HTTP requests fails: 500.');
  assert.equal(told({ connects: 1, failures: failures({ timeout: 1 }) }, some), '1 in 10 HTTP requests fails: 500.');
  assert.match(told({ connects: 1, failures: failures({ timeout: 1 }) }, asked(row('200', 1000))), /^1\u202f000 HTTP requests, none failed/);
});

test('what became slow is said', () => {
  const health = { state: 'warning' as const, reasons: ['the p99 of HTTP requests is 842 ms, 40 times that of the hour before'] };
  assert.equal(told({}, { ...asked(row('200', 1000)), health }), 'The p99 of HTTP requests is 842 ms, 40 times that of the hour before.');
});

test('what counts lack is told by the confidence, and not once more by the sentence', () => {
  const nine = asked(row('ok', 9, 'ok', 'redis'));
  for (const state of ['partial', 'estimated'] as const) {
    const reading = { ...l7, confidence: { state, lostRatio: 0, reasons: ['one of 4'] } };
    assert.equal(told({}, { ...nine, reading }), told({}, nine), state);
  }
});
