import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asConsole, type TestServer, testServer, webhookSecret } from '../fixtures/test-server.ts';

let server: TestServer;
before(async () => {
  server = await testServer();
});
after(() => server[Symbol.asyncDispose]());

const asSender = { host: '127.0.0.1:8400', authorization: `Bearer ${webhookSecret}`, 'content-type': 'application/json' };
const urls = ['/api/webhooks/alertmanager', '/api/webhooks/grafana'];
const send = (url: string, payload: string | object, headers: Readonly<Record<string, string>> = asSender) =>
  server.app.inject({ method: 'POST', url, headers, payload });

const alert = { status: 'firing', labels: { alertname: 'Elsewhere' }, annotations: {}, startsAt: '2026-01-31T12:00:00Z' };
const body = {
  ...{ version: '4', groupKey: '{}', status: 'firing', receiver: 'sonde', groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
  ...{ externalURL: 'http://other.example:9093', alerts: [alert] },
};

test('it takes the token for webhooks and no other', async () => {
  for (const url of urls) {
    assert.equal((await send(url, body, { ...asSender, ...asConsole })).statusCode, 401);
    const { authorization: _, ...none } = asSender;
    assert.equal((await send(url, body, none)).statusCode, 401);
    assert.equal((await send(url, body)).statusCode, 200);
  }
  assert.equal((await server.app.inject({ url: '/api/alerts', headers: asSender })).statusCode, 401);
});

test('what another Sonde sends is taken, though it has the same address as this one', async () => {
  const labels = { alertname: 'HostDown', node: 'another' };
  const answer = await send('/api/webhooks/alertmanager', { ...body, externalURL: 'http://127.0.0.1:8400', alerts: [{ ...alert, labels }] });
  assert.deepEqual(answer.json(), { taken: 1, known: 0, own: 0 });
});

test('a body of more than 1 MiB is not read', async () => {
  const long = JSON.stringify({ ...body, alerts: [{ ...alert, annotations: { summary: 'x'.repeat(1 << 20) } }] });
  for (const url of urls) assert.equal((await send(url, long)).statusCode, 413);
});

test('who sends too often is told when to come again', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => send('/api/webhooks/grafana', body)));
  const late = answers.filter(({ statusCode }) => statusCode === 429);
  assert.ok(late.length > 0 && late.length < 100, `${late.length}`);
  for (const { headers } of late) assert.equal(headers['retry-after'], '1');
});
