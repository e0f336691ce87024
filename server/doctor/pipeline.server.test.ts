import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { indexerElsewhereJob, indexerJob, type Pipeline } from '#contract/doctor.ts';
import { indexerBackOffs, indexerJoined, indexerLagRecords, indexerLagSeconds, indexerRecords } from '#contract/indexer-metrics.ts';
import { serverBackOffs, serverDeadLetters } from '#contract/server-metrics.ts';
import { agentEndpoint } from '../fixtures/agent-endpoint.ts';
import { prometheusClient } from '../fixtures/prometheus-client.ts';
import { prometheusServer, type ScrapeTarget } from '../fixtures/prometheus-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { sqliteLogs } from '../store/logs/sqlite-logs.ts';
import { pipelineOf } from './pipeline.ts';

interface Way extends AsyncDisposable {
  readonly told: () => ReturnType<typeof pipelineOf>;
}

async function wayOf(targets: readonly ScrapeTarget[]): Promise<Way> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-doctor-pipeline-'));
  const store = sqliteLogs({ folder, days: 7, bytes: 1e9, onFailure: (error) => assert.fail(String(error)) });
  const server = await prometheusServer(targets, 1, false);
  const client = prometheusClient(server.url);
  return {
    told: () => pipelineOf(client, store, 'elasticsearch'),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([store[Symbol.asyncDispose](), server[Symbol.asyncDispose]()]);
      rmSync(folder, { recursive: true });
    },
  };
}

test('what an indexer does not tell is not known, and not said to be none', { timeout: 60_000 }, async () => {
  await using indexer = await agentEndpoint('testhost');
  const labels = { cluster: 'test', node: 'testhost' };
  await using way = await wayOf([
    // Nothing listens on port 1.
    { job: indexerElsewhereJob, address: '127.0.0.1:1', labels },
    { job: indexerJob, address: indexer.address, labels },
  ]);
  const kafka = (what: string, is: (kafka: NonNullable<Pipeline['kafka']>) => boolean) =>
    waitFor(what, async () => {
      const found = (await way.told())?.kafka;
      return found !== null && found !== undefined && is(found) ? found : undefined;
    });
  const isJoined = (value: boolean) => (found: NonNullable<Pipeline['kafka']>) =>
    found.indexers.length === 2 && found.indexers.some(({ joined }) => joined === value);

  indexer.set(indexerJoined.name, {}, 0);
  const out = await kafka('an indexer that is out of its group', isJoined(false));
  assert.deepEqual([out.lagRecords, out.lagSeconds], [null, null]);
  const gone = { node: 'testhost', instance: '127.0.0.1:1', joined: null, storedPerSecond: null, dead: 0, lost: 0, pauses: 0, rejected: 0 };
  assert.deepEqual(
    out.indexers.find(({ instance }) => instance === gone.instance),
    gone,
  );

  indexer.set(indexerJoined.name, {}, 1);
  indexer.set(indexerRecords.name, { outcome: 'stored' }, 0);
  for (const partition of ['0', '1']) {
    indexer.set(indexerLagRecords.name, { topic: 'sonde-log', partition }, 20);
    indexer.set(indexerLagSeconds.name, { topic: 'sonde-log', partition }, partition === '0' ? 3 : 90);
  }
  const known = await kafka('what waits', (found) => found.lagRecords === 40 && found.indexers.some(({ storedPerSecond }) => storedPerSecond !== null));
  assert.equal(known.lagSeconds, 90);
  assert.deepEqual(
    known.indexers.find(({ instance }) => instance === indexer.address),
    { ...gone, instance: indexer.address, joined: true, storedPerSecond: 0 },
  );
});

test('what Elasticsearch did not take at once, or in no form, is told of who wrote it: an indexer, or the server itself', { timeout: 60_000 }, async () => {
  await using indexer = await agentEndpoint('testhost');
  await using itself = await agentEndpoint('testhost');
  const labels = { cluster: 'test', node: 'testhost' };
  await using way = await wayOf([
    { job: indexerJob, address: indexer.address, labels },
    { job: 'sonde-server', address: itself.address, labels },
  ]);
  const counters = (value: number) => {
    indexer.set(indexerRecords.name, { outcome: 'dead' }, value);
    indexer.set(indexerBackOffs.name, {}, value);
    for (const { name } of [serverDeadLetters, serverBackOffs]) itself.set(name, {}, value);
  };
  let counted = 0;
  // What counters begin with is no increase: they grow until all of them are seen to.
  const { store, kafka } = await waitFor('all of it', async () => {
    counters(counted);
    counted += 50;
    const found = await way.told();
    return found !== null && [found.store, ...(found.kafka?.indexers ?? [])].every(({ dead, rejected }) => dead >= 50 && rejected >= 50) ? found : undefined;
  });
  assert.equal(store.engine, 'elasticsearch');
  assert.deepEqual(
    kafka?.indexers.map(({ instance, lost, pauses }) => [instance, lost, pauses]),
    [[indexer.address, 0, 0]],
  );
});

test('without Kafka and without lines there is no pipeline', { timeout: 60_000 }, async () => {
  await using way = await wayOf([]);
  assert.equal(await way.told(), null);
});
