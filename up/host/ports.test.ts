import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { test } from 'node:test';
import { portHolder, portState } from './ports.ts';

function listen(host: string): Promise<{ server: Server; port: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ server: Server; port: number }>();
  const server = createServer();
  server.once('error', reject);
  server.listen(0, host, () => resolve({ server, port: (server.address() as AddressInfo).port }));
  return promise;
}

for (const [host, asked] of [
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['::1', '::1'],
  ['127.0.0.1', '::'],
  ['0.0.0.0', '::'],
] as const) {
  test(`a port that is taken on ${host} names its holder to who asks for ${asked}, and is free afterwards`, async () => {
    const { server, port } = await listen(host);
    const busy = await portState(asked, port);
    assert.equal(busy.state, 'busy');
    assert.equal(busy.holder?.pid, process.pid);
    assert.notEqual(busy.holder?.name, '');
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(await portState(asked, port), { state: 'free', code: '', holder: undefined });
    assert.equal(portHolder(port), undefined);
  });
}

test('an address of another machine is refused with the code', async () => {
  assert.deepEqual(await portState('192.0.2.1', 8400), { state: 'refused', code: 'EADDRNOTAVAIL', holder: undefined });
});
