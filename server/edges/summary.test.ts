import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EdgeCounts } from '#contract/routes.ts';
import { bytesText, secondsText, summaryOf } from './summary.ts';

const end = { sentBytes: 0, receivedBytes: 0, sentSegments: 0, receivedSegments: 0, retransmittedSegments: 0 };
const none = { refused: 0, timeout: 0, unreachable: 0, reset: 0, aborted: 0, other: 0 };
const full = { state: 'full', lostRatio: 0, reasons: [] } as const;

function told(
  counts: Partial<EdgeCounts>,
  transport: 'tcp' | 'udp' = 'tcp',
  p50Seconds: number | null = null,
  confidence: { state: 'full' | 'partial'; reasons: string[] } = { ...full, reasons: [] },
): string {
  return summaryOf({
    counts: { connects: 0, accepts: 0, failures: none, openConnections: 0, client: end, server: null, retransmittedSegments: 0, resets: [], ...counts },
    rtt: p50Seconds === null ? null : { p50Seconds, p99Seconds: null, jitterSeconds: null, samples: 1 },
    edge: { transport, confidence: { lostRatio: 0, ...confidence } },
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
  assert.match(told({ connects: 1000, resets: reset(2) }), /^1000 connects, none failed/);
  const lossy = { client: { ...end, sentSegments: 900 }, server: { ...end, sentSegments: 100 }, retransmittedSegments: 25 };
  assert.equal(told({ connects: 5, ...lossy }), '2.5 % of the segments had to be sent again.');
});

test('a calm edge says how much it moves', () => {
  const client = { ...end, sentBytes: 3 << 20, receivedBytes: 500 };
  assert.equal(told({ connects: 12, client }, 'tcp', 0.00123), '12 connects, none failed; 3 MiB to the server, 500 B back; round trip 1.23 ms.');
  assert.equal(told({ client, openConnections: 2 }), '2 open, none new; 3 MiB to the server, 500 B back.');
  assert.equal(told({ client }, 'udp'), '3 MiB to the server, 500 B back.');
  assert.equal(told({}), 'No traffic in this window.');
});

test('an edge that only its server saw has the server’s numbers', () => {
  const server = { ...end, sentBytes: 10, receivedBytes: 2048 };
  assert.equal(told({ accepts: 4, client: null, server }), '4 connects, none failed; 2 KiB to the server, 10 B back.');
});

test('lower bounds are called that', () => {
  const partial = { state: 'partial' as const, reasons: ['the agent of a was restarted once'] };
  assert.equal(told({}, 'tcp', null, partial), 'No traffic in this window (counts are lower bounds: the agent of a was restarted once).');
});

test('quantities have three digits and the unit that fits', () => {
  assert.deepEqual([0, 1, 1023, 1024, 1_234_567, 5e12].map(bytesText), ['0 B', '1 B', '1020 B', '1 KiB', '1.18 MiB', '4.55 TiB']);
  assert.deepEqual([0.0000123, 0.0005, 0.25, 12].map(secondsText), ['12.3 µs', '500 µs', '250 ms', '12 s']);
});
