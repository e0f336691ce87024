import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFor } from '../engines/cluster-config.ts';
import { sharedElasticsearch, sharedKafka } from '../engines/shared.ts';
import { Child } from './logs/child.ts';

/** 5 s are promised; a machine with much else to do may take three times as long. */
const withinMs = 15_000;

test('an indexer that is told to end does so, and cleanly, with its servers there and with both of them hung', { timeout: 120_000 }, async () => {
  const [kafka, elasticsearch] = await Promise.all([sharedKafka(), sharedElasticsearch()]);
  const indexer = new Child('server/indexer/main.ts', configFor(kafka, elasticsearch));
  const endsCleanly = async () => {
    const begunMs = performance.now();
    await indexer.end('SIGTERM');
    assert.ok(performance.now() - begunMs < withinMs);
    assert.equal(indexer.exitCode, 0, indexer.said);
  };
  await indexer.start();
  await endsCleanly();

  await indexer.start();
  const pids = await Promise.all([kafka.pid(), elasticsearch.pid()]);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await endsCleanly();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
  await indexer.start();
  await endsCleanly();
});
