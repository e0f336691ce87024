import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { freePort } from './free-port.ts';

async function holder() {
  const server = createServer().listen({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { port: address.port, close: () => server.close() };
}

test('a taken port is passed over, none is given twice, and it is said when none is free', async () => {
  const [taken, left] = [await holder(), await holder()];
  left.close();
  const given = await freePort();
  const drawn = [taken.port, given, left.port];
  assert.equal(await freePort(() => drawn.shift() ?? 0), left.port);
  await assert.rejects(
    freePort(() => taken.port),
    /none of 100 ports/,
  );
  taken.close();
});

test('what is wrong with a port but that it is taken is told at once', async () => {
  await assert.rejects(
    freePort(() => 70_000),
    { code: 'ERR_SOCKET_BAD_PORT' },
  );
});
