import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { Record } from '#contract/record.ts';
import { routes } from '#contract/routes.ts';
import { ingestSecret, type TestServer, testServer } from '../fixtures/test-server.ts';

let server: TestServer;
before(async () => {
  server = await testServer();
});
after(() => server[Symbol.asyncDispose]());

function event(secondsAgo: number): Record {
  return {
    id: `event-of-${secondsAgo}`,
    kind: 'event',
    time: new Date(Date.now() - secondsAgo * 1000).toISOString(),
    node: 'testhost',
    type: 'tcp.connect_failed',
    severity: 'warning',
    identity: 'process:curl',
    object: 'process:db port 5432',
    reason: 'refused',
    message: 'connect to process:db failed: refused',
    attributes: { 'server.port': 5432 },
    fingerprint: 'curl-db-refused',
    count: 1,
  };
}

async function send(records: readonly Record[]): Promise<unknown> {
  const headers = { host: '127.0.0.1:8400', authorization: `Bearer ${ingestSecret}` };
  const response = await server.app.inject({ method: 'POST', url: '/api/records', headers, payload: { records } });
  assert.equal(response.statusCode, 200);
  return response.json();
}

test('records that an agent sends are the events of their window, newest first, each once', async () => {
  const [old, recent, now] = [event(3600), event(70), event(0)];
  assert.deepEqual(await send([old, recent]), { stored: 2, known: 0 });
  assert.deepEqual(await send([recent, now]), { stored: 1, known: 1 });
  const { json } = await server.get('/api/events');
  const reply = json();
  assert.ok(Compile(routes['GET /api/events'].reply).Check(reply));
  assert.deepEqual(
    reply.records.map(({ id }) => id),
    [now.id, recent.id],
  );
  const earlier = (await server.get(`/api/events?from=${Date.now() - 7_200_000}&limit=1`)).json() as typeof reply;
  assert.deepEqual(
    earlier.records.map(({ id }) => id),
    [now.id],
  );
});

test('the server’s own metrics count them', async () => {
  const headers = { host: '127.0.0.1:8400', authorization: 'Bearer scrape-token-of-the-test' };
  const { body } = await server.app.inject({ url: '/metrics', headers });
  assert.match(body, /^sonde_server_records_total\{outcome="stored"\} 3$/m);
  assert.match(body, /^sonde_server_requests_total\{method="POST",route="\/api\/records",status="200"\} 2$/m);
  assert.match(body, /^process_resident_memory_bytes \d+$/m);
});
