import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer } from '../fixtures/test-server.ts';
import { recordAt } from '../store/record-at.ts';

test('of every event that is stored the rules on events hear, and who looks; of one that is known only who asks', async () => {
  await using server = await testServer();
  const { store, ruling, hub, metrics } = server.services;
  const news: string[] = [];
  hub.subscribe(['events'], ({ topic }) => news.push(topic));
  ruling.counters.follow([{ name: 'Any', condition: { of: 'events', query: '', within: '5m', comparison: '>', threshold: 0 } }]);
  const counted = async () => (await metrics.queryMatches.events.get()).values.find(({ labels }) => labels.rule === 'Any')?.value;
  await store.append([recordAt(1), recordAt(2)]);
  assert.deepEqual([await counted(), news.length], [2, 1]);
  await store.append([recordAt(2)]);
  assert.deepEqual([await counted(), news.length], [2, 1]);
});
