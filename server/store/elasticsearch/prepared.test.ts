import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { type Answered, elasticsearchEndpoint } from '../../fixtures/elasticsearch-endpoint.ts';
import { elasticsearch } from './client.ts';
import { prepared } from './prepared.ts';

const configFor = (url: string): ElasticsearchConfig => ({ url, prefix: 'test', shards: 1, replicas: 0 });

/** It refuses the forms of other versions than its own and the one before, as Elasticsearch does, also where it is asked which it is. */
function answerOf(version: string, accept: string): Answered {
  const major = Number(version.split('.', 1)[0]);
  const asked = /compatible-with=(\d+)/.exec(accept)?.[1];
  if (asked === undefined || [major, major - 1].includes(Number(asked))) return { body: { nodes: { a: { version } } } };
  const reason = 'Invalid media-type value on headers [Content-Type, Accept]';
  const says = `Accept version must be either version ${major} or ${major - 1}, but found ${asked}. Accept=${accept}`;
  return { status: 400, body: { error: { type: 'media_type_header_exception', reason, caused_by: { type: 'status_exception', reason: says } }, status: 400 } };
}

async function preparing(version: string): Promise<unknown> {
  await using other = await elasticsearchEndpoint(({ accept }) => answerOf(version, accept));
  const server = elasticsearch(other.config);
  try {
    return await prepared(server, other.config)().catch((error: unknown) => error);
  } finally {
    await server.close();
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
