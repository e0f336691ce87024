import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EdgeCounts } from '#contract/edge-counts.ts';
import { sampleEdge } from './sample-topology.ts';
import { resetCount, sumOf } from './sums.ts';

type Reset = EdgeCounts['resets'][number];
const reset = (observed: Reset['observed'], direction: Reset['direction'], count: number): Reset => ({ observed, direction, count, reason: 'other' });

test('a reset that both ends tell of is one', () => {
  assert.equal(resetCount({ resets: [] }), 0);
  assert.equal(resetCount({ resets: [reset('server', 'sent', 14), reset('client', 'received', 14)] }), 14);
  assert.equal(resetCount({ resets: [reset('client', 'sent', 3), reset('server', 'received', 2)] }), 3);
});

test('resets of the two ends, and those that one end alone has seen, are added', () => {
  assert.equal(resetCount({ resets: [reset('client', 'sent', 3), reset('client', 'received', 4)] }), 7);
  const two = [reset('server', 'sent', 2), reset('server', 'sent', 5)];
  assert.equal(resetCount({ resets: [...two, reset('client', 'received', 6), reset('client', 'sent', 1)] }), 8);
});

test('only UDP or only unix sockets is said where there are such, and nothing else', () => {
  const only = (...transports: ('tcp' | 'udp' | 'unix')[]) => {
    const { onlyUdp, onlyUnix } = sumOf(transports.map((transport) => sampleEdge('a', 'b', 53, {}, { transport })));
    return { onlyUdp, onlyUnix };
  };
  assert.deepEqual(only(), { onlyUdp: false, onlyUnix: false });
  assert.deepEqual(only('udp', 'udp'), { onlyUdp: true, onlyUnix: false });
  assert.deepEqual(only('unix'), { onlyUdp: false, onlyUnix: true });
  assert.deepEqual(only('udp', 'tcp', 'unix'), { onlyUdp: false, onlyUnix: false });
});
