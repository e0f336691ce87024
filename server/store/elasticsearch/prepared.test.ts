import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { elasticsearch } from './client.ts';
import { prepared } from './prepared.ts';

const configFor = (url: string): ElasticsearchConfig => ({ url, prefix: 'test', shards: 1, replicas: 0 });

/** A server of somebody else's, which says that it is of a version. */
async function preparing(version: string): Promise<unknown> {
  const other = createServer((_, response) => {
    response.setHeader('x-elastic-product', 'Elasticsearch').setHeader('content-type', 'application/vnd.elasticsearch+json;compatible-with=8');
    response.end(JSON.stringify({ nodes: { a: { version } } }));
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const config = configFor(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  const server = elasticsearch(config);
  try {
    return await prepared(server, config)().catch((error: unknown) => error);
  } finally {
    await server.close();
    other.close();
    other.closeAllConnections();
  }
}

test('versions whose API is another are refused by name; 8 and 9 are not', async () => {
  for (const version of ['7.17.29', '10.0.0', '2.19.1']) {
    const refusal = await preparing(version);
    assert.ok(refusal instanceof Error && refusal.message.includes(`Elasticsearch ${version} is not supported: it has to be 8 or 9`), String(refusal));
  }
  for (const version of ['8.19.21', '9.2.0']) assert.equal(await preparing(version), undefined);
});

test('a server that is not there is away, by its name and why', async () => {
  for (const [url, why] of [
    ['http://127.0.0.1:1', 'ECONNREFUSED'],
    ['http://no-such-host.invalid:9200', 'no-such-host.invalid'],
  ] as const) {
    const config = configFor(url);
    const server = elasticsearch(config);
    await assert.rejects(prepared(server, config)(), (error: Error & { kind?: string }) => error.kind === 'away' && error.message.includes(why));
    await server.close();
  }
});
