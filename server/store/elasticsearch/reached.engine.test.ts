import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { everything } from '#contract/find/term.ts';
import { certificate } from '../../../engines/certificate.ts';
import { sharedElasticsearch } from '../../../engines/shared.ts';
import { put, whole } from '../logs/conforms-lines.ts';
import { elasticsearchLogs } from './elasticsearch-logs.ts';

/** What stands before a managed one: it encrypts, and knows its users by API keys alone. */
async function managed(apiKey: string) {
  const { address, user, password } = await sharedElasticsearch();
  const pair = await certificate('127.0.0.1', 'IP:127.0.0.1');
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = createServer(pair, (asked, answer) => {
    if (asked.headers.authorization !== `ApiKey ${apiKey}`) {
      answer.writeHead(401, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const onward = request(`http://${address}${asked.url}`, { method: asked.method, headers: { ...asked.headers, host: address, authorization } });
    onward.on('response', (told) => {
      answer.writeHead(told.statusCode ?? 500, told.headers);
      told.pipe(answer);
    });
    asked.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    ca: pair.cert,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const storeAt = (config: Pick<ElasticsearchConfig, 'url' | 'ca' | 'apiKey'>) =>
  elasticsearchLogs({
    config: { ...config, prefix: `sonde-${randomBytes(6).toString('hex')}`, shards: 1, replicas: 0 },
    days: 365_000,
    bytes: 1e12,
    isFoundAtOnce: true,
    onFailure: (error) => assert.fail(String(error)),
  });

test('lines are kept and found over TLS, with an API key', async () => {
  const apiKey = randomBytes(24).toString('base64');
  await using server = await managed(apiKey);
  await using store = storeAt({ url: `https://127.0.0.1:${server.port}`, ca: server.ca, apiKey });
  assert.deepEqual(await put(store, 1, [{ seconds: 1, message: 'there' }]), { stored: 1, known: 0 });
  const { records } = await store.search({ ...whole, rule: everything, order: 'newest', limit: 10 });
  assert.deepEqual(
    records.map(({ message }) => message),
    ['there'],
  );
});

test('what keeps Sonde from Elasticsearch is said in words: another signer, another name, a wrong key, no such host, nobody there', async () => {
  const apiKey = randomBytes(24).toString('base64');
  await using server = await managed(apiKey);
  const [url, { ca }] = [`https://127.0.0.1:${server.port}`, server];
  const { cert } = await certificate('elsewhere');
  const troubles: readonly (readonly [Parameters<typeof storeAt>[0], RegExp])[] = [
    [{ url, ca: cert, apiKey }, /self-signed certificate|unable to verify/],
    [{ url, apiKey }, /self-signed certificate|unable to verify/],
    [{ url: `https://localhost:${server.port}`, ca, apiKey }, /altnames/],
    [{ url, ca, apiKey: 'wrong' }, /API key are not accepted/],
    [{ url: 'https://sonde.invalid', ca, apiKey }, /ENOTFOUND sonde\.invalid/],
    [{ url: 'http://127.0.0.1:1', apiKey }, /ECONNREFUSED/],
  ];
  for (const [config, form] of troubles) {
    await using store = storeAt(config);
    await assert.rejects(
      put(store, 1, [{ seconds: 1, message: 'x' }]),
      (error: Error & { kind?: string }) => error.kind === 'away' && form.test(error.message),
    );
  }
});
