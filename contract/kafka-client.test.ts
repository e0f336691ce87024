import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topicsInWords } from './kafka-client.ts';

test('topics to make are named with what they need; as many replicas as the broker has by default are no number', () => {
  assert.equal(topicsInWords(['sonde-log', 'sonde-event'], { partitions: 6, replicas: 3 }), 'sonde-log, sonde-event (6 partitions, replication factor 3)');
  const words = topicsInWords(['sonde-log'], { partitions: 6, replicas: -1 });
  assert.match(words, /^sonde-log \(6 partitions, the broker's default replication factor: .* without --replication-factor\)$/);
});
