import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { freePort } from './free-port.ts';

test('a taken port is passed over, and it is said when none is free', async () => {
  const free = await freePort();
  const other = free === 20_000 ? 20_001 : 20_000;
  const holder = createServer().listen({ port: 0, host: '127.0.0.1' });
  await once(holder, 'listening');
  const address = holder.address();
  assert.ok(address !== null && typeof address === 'object');
  const drawn = [address.port, free, other];
  assert.equal(await freePort(() => drawn.shift() ?? 0), other, 'nor is one given twice');
  await assert.rejects(
    freePort(() => address.port),
    /none of 100 ports/,
  );
  holder.close();
});

test('what is wrong with a port but that it is taken is told at once', async () => {
  await assert.rejects(
    freePort(() => 70_000),
    { code: 'ERR_SOCKET_BAD_PORT' },
  );
});
