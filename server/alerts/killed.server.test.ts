import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '../../engines/free-port.ts';
import { serverProcess } from '../fixtures/server-process.ts';
import { testConfig } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { sampleNotification } from './shapes.ts';

test('what the server took is delivered by the next one, after a kill -9 of the first', async () => {
  const seen: { id: unknown; body: string; status: number }[] = [];
  let status = 503;
  const hook = createServer(async (request, reply) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ id: request.headers['sonde-delivery'], body, status });
    reply.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(hook, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'sonde-killed-'));
  try {
    const config = testConfig(folder, { listen: { host: '127.0.0.1', port: await freePort() } });
    const alerting = { ...config.alerting, webhooks: [{ url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/` }] };
    const first = await serverProcess({ ...config, alerting });
    const body = JSON.stringify(sampleNotification('webhook', 'Taken'));
    const headers = { authorization: `Bearer ${alerting.notify.token}`, 'content-type': 'application/json' };
    const notify = `${first.url}/api/notifications/webhook`;
    assert.equal((await fetch(notify, { method: 'POST', body, headers: { ...headers, authorization: 'Bearer other' } })).status, 401);
    assert.equal((await fetch(notify, { method: 'POST', body, headers })).status, 200);
    await waitFor('an attempt that fails', async () => seen[0]);
    const killed = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await killed;
    status = 200;
    const second = await serverProcess({ ...config, alerting });
    await waitFor('the delivery', async () => seen.find((one) => one.status === 200));
    assert.equal((await fetch(notify, { method: 'POST', body, headers })).status, 200, 'Alertmanager asks again where it had no answer');
    await second.end();
    assert.equal(new Set(seen.map(({ id }) => id)).size, 1);
    assert.deepEqual(
      seen.filter((one) => one.status === 200).map((one) => one.body),
      [body],
    );
  } finally {
    hook.close();
    await rm(folder, { recursive: true });
  }
});
