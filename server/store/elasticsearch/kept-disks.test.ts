import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { type Answered, elasticsearchEndpoint } from '../../fixtures/elasticsearch-endpoint.ts';
import { waitFor } from '../../fixtures/wait.ts';
import { keepDisks } from './kept-disks.ts';

const node = (name: string, roles: readonly string[], ...taken: readonly number[]) => ({
  name,
  roles,
  fs: { data: taken.map((share) => ({ total_in_bytes: 1000, available_in_bytes: 1000 - 1000 * share })) },
});

const nodes = {
  a: node('es-1', ['data_hot', 'ingest'], 0.5, 0.75),
  b: node('es-frozen', ['data_frozen'], 0.97),
  c: node('es-2', ['data', 'master'], 0.25),
};
const ofDisks = 'cluster.routing.allocation.disk';
const settings = { persistent: { [`${ofDisks}.watermark.high`]: '80%' }, transient: {}, defaults: { [`${ofDisks}.threshold_enabled`]: 'true' } };
const refusal = { status: 403, body: { error: { type: 'security_exception', reason: 'action [cluster:monitor/nodes/stats] is unauthorized' } } };

/** What is told after so many looks, and how often it was complained. */
async function toldOf(answer: (url: string) => Answered, looks: number, everyMs: number): Promise<{ readonly told: string[]; readonly complaints: unknown[] }> {
  let asked = 0;
  await using endpoint = await elasticsearchEndpoint(({ url }) => {
    asked += 1;
    return answer(url);
  });
  const registry = new Registry();
  const complaints: unknown[] = [];
  await using _ = keepDisks(endpoint.config, { registry, onRefused: (error) => complaints.push(error), everyMs });
  await waitFor(`${looks} looks`, async () => (asked > 2 * looks ? true : undefined));
  const told = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { told, complaints };
}

test('of each node that holds data the fullest disk is told, with its watermarks', async () => {
  const { told, complaints } = await toldOf((url) => ({ body: url.startsWith('/_nodes/') ? { nodes } : settings }), 1, 50);
  assert.deepEqual(told, [
    'sonde_elasticsearch_disk_used_ratio{elasticsearch_node="es-1"} 0.75',
    'sonde_elasticsearch_disk_used_ratio{elasticsearch_node="es-2"} 0.25',
    'sonde_elasticsearch_disk_watermark_ratio{elasticsearch_node="es-1",watermark="high"} 0.8',
    'sonde_elasticsearch_disk_watermark_ratio{elasticsearch_node="es-2",watermark="high"} 0.8',
  ]);
  assert.deepEqual(complaints, []);
});

test('one who may not ask has no series, and that is said once however often he asks', async () => {
  const { told, complaints } = await toldOf(() => refusal, 5, 50);
  assert.deepEqual(told, []);
  assert.deepEqual(
    complaints.map((error) => (error instanceof Error ? /the user or API key may not do that/.test(error.message) : error)),
    [true],
  );
});

test('while it restarts nothing is said: others do', async () => {
  const { told, complaints } = await toldOf(() => ({ status: 503, body: {} }), 3, 50);
  assert.deepEqual([told, complaints], [[], []]);
});
