import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { type AskName, checkMeaning, ForbiddenAddress } from './forbidden.ts';
import { post } from './post.ts';

test('a redirect is not followed', async () => {
  const server = createServer((_request, reply) => reply.writeHead(302, { location: 'http://169.254.169.254/' }).end('elsewhere')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const answer = await post({ url: `http://localhost:${port}/`, headers: {}, body: '{}', timeoutMs: 5000, isGuarded: true });
    assert.deepEqual([answer.status, answer.text], [302, 'elsewhere']);
  } finally {
    server.close();
  }
});

test('a name that means another address by the time that something is sent gets nothing', async () => {
  let requests = 0;
  const server = createServer((_request, reply) => {
    requests += 1;
    reply.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const meanings = ['127.0.0.1', '127.0.0.1', '169.254.169.254'];
  const askName: AskName = (_host, _options, done) => done(null, [{ address: meanings.shift() ?? '', family: 4 }]);
  const url = `http://hooks.example:${port}/`;
  const sent = { url, headers: {}, body: '{}', timeoutMs: 5000, isGuarded: true, askName };
  try {
    await checkMeaning(url, askName);
    assert.equal((await post(sent)).status, 200);
    await assert.rejects(post(sent), ForbiddenAddress);
    assert.deepEqual([requests, meanings], [1, []]);
  } finally {
    server.close();
  }
});
