import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { intercepted } from '../files/fixtures/failing.ts';
import { UdpDrops } from './udp-drops.ts';

test('on a host without IPv6, too, it is told that nothing was dropped', async (t) => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  t.after(() => socket.close());
  await once(socket, 'listening');
  intercepted(t, 'readFileSync', (path) => {
    if (path.endsWith('6')) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
  });
  assert.equal(new UdpDrops(socket.address()).take(), 0);
});
