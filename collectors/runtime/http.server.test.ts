import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'node:test';
import { agent, ask } from './fixtures/http-agent.ts';

test('readers that leave in the middle hold nobody up', async (t) => {
  const { port } = await agent(t, 200_000);
  for (const encoding of ['identity', 'gzip']) {
    for (let reader = 0; reader < 20; reader++) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
      await once(socket, 'data');
      socket.resetAndDestroy();
    }
  }
  const answers = await Promise.all(Array.from({ length: 4 }, () => ask(port, '/metrics')));
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.toString().trimEnd().split('\n').length]),
    Array(4).fill([200, 200_002]),
  );
});

test('readers that take nothing cost a bounded number of answers', async (t) => {
  const { port } = await agent(t, 200_000, { labelBytes: 400 });
  const sockets = Array.from({ length: 8 }, () => connect(port, '127.0.0.1'));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (const socket of sockets) {
    socket.write('GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await once(socket, 'readable');
  }
  const refused = await ask(port, '/metrics');
  assert.deepEqual([refused.status, refused.headers['retry-after'], String(refused.body)], [503, '1', '8 scrapes are being answered already.\n']);
  assert.equal((await ask(port, '/healthz')).status, 200);
});
