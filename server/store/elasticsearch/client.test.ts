import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elasticsearchEndpoint } from '../../fixtures/elasticsearch-endpoint.ts';
import { elasticsearch } from './client.ts';

async function saidOf(status: number, type: string, reason: string): Promise<string> {
  await using endpoint = await elasticsearchEndpoint(() => ({ status, body: { error: { root_cause: [{ type, reason }], type, reason }, status } }));
  const server = elasticsearch(endpoint.config);
  const failed = await server.ask({ method: 'PUT', path: '/test' }).catch((error: unknown) => error);
  await server.close();
  return failed instanceof Error ? failed.message.replace(/^.* answered /, '') : 'it did not fail';
}

test('what the server gives as its reason is told, and of a block nothing else', async () => {
  const unauthorized = 'action [indices:admin/create] is unauthorized for user [sonde]';
  assert.equal(await saidOf(403, 'security_exception', unauthorized), `403: the user or API key may not do that: security_exception: ${unauthorized}`);
  const blocked = 'index [test] blocked by: [FORBIDDEN/5/index read-only (api)];';
  assert.equal(await saidOf(403, 'cluster_block_exception', blocked), `403: cluster_block_exception: ${blocked}`);
});
