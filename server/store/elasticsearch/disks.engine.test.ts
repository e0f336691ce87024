import assert from 'node:assert/strict';
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { before, test } from 'node:test';
import { Registry } from 'prom-client';
import type { ElasticsearchConfig } from '#contract/children.ts';
import type { RunningEngine } from '../../../engines/running.ts';
import { sharedElasticsearch } from '../../../engines/shared.ts';
import { waitFor } from '../../fixtures/wait.ts';
import { elasticsearch } from './client.ts';
import { type NodeDisk, nodeDisks } from './disks.ts';
import { keepDisks } from './kept-disks.ts';

let engine: RunningEngine;
before(async () => {
  engine = await sharedElasticsearch();
});

const configOf = (): ElasticsearchConfig => ({
  ...{ url: `http://${engine.address}`, prefix: 'sonde', shards: 1, replicas: 0 },
  ...{ username: engine.user, password: engine.password },
});

const ofDisks = 'cluster.routing.allocation.disk';

/** What the one node says where these settings are set for as long. */
async function diskWith(settings: Readonly<Record<string, string>>): Promise<NodeDisk> {
  const server = elasticsearch(configOf());
  const persistent = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`${ofDisks}.${name}`, value]));
  const set = async (to: object) => {
    if (Object.keys(to).length > 0) await server.ask({ method: 'PUT', path: '/_cluster/settings', body: { persistent: to } });
  };
  try {
    await set(persistent);
    const disks = await nodeDisks(server);
    assert.equal(disks.length, 1);
    return disks[0] ?? assert.fail();
  } finally {
    await set(Object.fromEntries(Object.keys(persistent).map((name) => [name, null])));
    await server.close();
  }
}

const rounded = ({ watermarks }: NodeDisk) => [...watermarks].map(([name, share]) => [name, Number(share.toFixed(6))]);

test('how full its disk is, is what the kernel says of it', async () => {
  const { usedRatio } = await diskWith({});
  const { blocks, bavail } = statfsSync(tmpdir());
  assert.ok(Math.abs(usedRatio - (1 - bavail / blocks)) < 0.02, `${usedRatio}, ${1 - bavail / blocks}`);
});

test('it has no watermarks where they are switched off, as a test has them', async () => {
  assert.deepEqual(rounded(await diskWith({})), []);
});

test('watermarks are those that are set: as shares, or as what has to be free', async () => {
  const on = { threshold_enabled: 'true' };
  const shares = await diskWith({ ...on, 'watermark.low': '99.7%', 'watermark.high': '99.8%', 'watermark.flood_stage': '99.9%' });
  assert.deepEqual(rounded(shares), [
    ['low', 0.997],
    ['high', 0.998],
    ['flood_stage', 0.999],
  ]);
  const free = await diskWith({ ...on, 'watermark.low': '3mb', 'watermark.high': '2mb', 'watermark.flood_stage': '1mb' });
  const { blocks, bsize } = statfsSync(tmpdir());
  const left = [...free.watermarks].map(([name, share]) => [name, Math.round(((1 - share) * blocks * bsize) / 2 ** 20)]);
  assert.deepEqual(left, [
    ['low', 3],
    ['high', 2],
    ['flood_stage', 1],
  ]);
});

test('its node is a series from the start', async () => {
  const registry = new Registry();
  await using _ = keepDisks(configOf(), { registry, onRefused: (error) => assert.fail(String(error)) });
  const [, share] = await waitFor(
    'the series',
    async () => /^sonde_elasticsearch_disk_used_ratio\{elasticsearch_node="[^"]+"\} (0\.\d+)$/m.exec(await registry.metrics()) ?? undefined,
  );
  assert.ok(Math.abs(Number(share) - (await diskWith({})).usedRatio) < 0.02);
});
