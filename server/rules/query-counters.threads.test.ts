import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Record } from '#contract/record.ts';
import { storeLines } from '../fixtures/log-lines.ts';
import { waitFor } from '../fixtures/wait.ts';
import { ownMetrics } from '../own-metrics.ts';
import { sqliteLogs } from '../store/logs/sqlite-logs.ts';
import { queryCounters } from './query-counters.ts';

const about: Omit<Record, 'id' | 'type' | 'fingerprint'> = {
  kind: 'event',
  time: '2026-01-31T12:00:00Z',
  node: 'a',
  severity: 'info',
  identity: 'process:shop',
  object: '',
  reason: '',
  message: 'something',
  attributes: { version: '2' },
  count: 1,
};

const onLines = (name: string, query: string) => ({ name, condition: { of: 'logs', query, within: '5m', comparison: '>', threshold: 3 } }) as const;

test('each line that a query finds is counted once, from when its rule is there; another query begins at 0', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-counters-'));
  const logStore = sqliteLogs({ folder, days: 7, bytes: 200e6, onFailure: assert.ifError });
  const { queryMatches } = ownMetrics('0');
  const counters = queryCounters({ logStore, counters: queryMatches, everyMs: 10, onFailure: assert.ifError });
  const countOf = async (name: string) => (await queryMatches.logs.get()).values.find(({ labels }) => labels.rule === name)?.value;
  const reaches = (name: string, wanted: number) => waitFor(`${name} at ${wanted}`, async () => ((await countOf(name)) === wanted ? true : undefined));
  let stored = 1;
  const store = async (...messages: string[]) => {
    await storeLines(
      logStore,
      stored,
      messages.map((message) => ({ message, level: message.includes('lost') ? 'error' : 'info' })),
    );
    stored += messages.length;
  };
  try {
    await store('order lost', 'order lost');
    counters.follow([onLines('Lost', 'order lost'), onLines('Errors', 'level>=error')]);
    assert.equal(await countOf('Lost'), 0);
    // Its place among the lines is known from the first look on.
    await counters.looked();
    await store('order lost', 'order sold', 'order lost');
    await store(...Array.from({ length: 3000 }, () => 'an order lost again'));
    await Promise.all([reaches('Lost', 3002), reaches('Errors', 3002)]);
    counters.follow([onLines('Lost', 'sold')]);
    assert.deepEqual([await countOf('Lost'), await countOf('Errors')], [0, undefined]);
    await counters.looked();
    await store('order sold', 'order lost');
    await reaches('Lost', 1);
  } finally {
    await counters.stop();
    await logStore[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  }
});

test('an event that is sent again is counted once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-counters-'));
  const logStore = sqliteLogs({ folder, days: 7, bytes: 200e6, onFailure: assert.ifError });
  const { queryMatches } = ownMetrics('0');
  const counters = queryCounters({ logStore, counters: queryMatches, everyMs: 1000, onFailure: assert.ifError });
  const event = (id: string, type: string): Record => ({
    id,
    type,
    ...about,
    fingerprint: id,
  });
  try {
    counters.follow([{ name: 'Deployed', condition: { of: 'events', query: 'type=deploy version=2', within: '5m', comparison: '>=', threshold: 1 } }]);
    counters.sawEvents([event('event-001', 'deploy'), event('event-002', 'exec')]);
    counters.sawEvents([event('event-001', 'deploy'), event('event-003', 'deploy')]);
    assert.equal((await queryMatches.events.get()).values[0]?.value, 2);
  } finally {
    await counters.stop();
    await logStore[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  }
});
