import assert from 'node:assert/strict';
import { test } from 'node:test';
import { p99SecondsOf } from './p99.ts';

test('the p99 of a workload is that of its chart: of all requests, not of the worst minute', () => {
  const all = { samples: 900, p50Seconds: 0.002, p99Seconds: 0.0308, boundsSeconds: [0.01], columns: [[880, 20]] };
  const latency = { query: '', latency: all, p50: [0.002], p99: [0.056] };
  assert.equal(p99SecondsOf({ latency }), 0.0308);
  assert.equal(p99SecondsOf({ latency: null }), null);
});
