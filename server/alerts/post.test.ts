import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
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
