import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elasticsearchEvents } from '../store/elasticsearch/elasticsearch-events.ts';
import { elasticsearchLogs } from '../store/elasticsearch/elasticsearch-logs.ts';
import { storeChecks } from './checks.ts';
import { keptCheck } from './logs.ts';

// Nothing listens on port 1.
const config = { url: 'http://127.0.0.1:1', prefix: 'test', shards: 1, replicas: 0 };

test('where Elasticsearch is away, the mend is about Elasticsearch', async () => {
  await using events = elasticsearchEvents(config);
  await using logs = elasticsearchLogs({ config, days: 1, bytes: 1, onFailure: (error) => assert.fail(String(error)) });
  const checks = [...(await storeChecks(events, () => Promise.resolve([]), 'elasticsearch')), ...(await keptCheck(logs, 'elasticsearch'))];
  assert.deepEqual(
    checks.map(({ name, state }) => [name, state]),
    [
      ['Event store', 'failed'],
      ['Log store', 'failed'],
    ],
  );
  for (const { says, mend } of checks) {
    assert.match(says, /Elasticsearch at http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/);
    assert.match(mend, /^Does Elasticsearch run/);
  }
});
