import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { InjectOptions } from 'fastify';
import { Value } from 'typebox/value';
import { Problem } from '#contract/reply.ts';
import { asConsole, ingestSecret, type TestServer, testServer } from '../fixtures/test-server.ts';

let server: TestServer;
before(async () => {
  server = await testServer();
});
after(() => server[Symbol.asyncDispose]());

const ask = (options: InjectOptions) => server.app.inject({ ...options, headers: { host: '127.0.0.1:8400', ...asConsole, ...options.headers } });

const wrong = [
  { method: 'POST', url: '/api/topology', allow: 'GET, HEAD' },
  { method: 'PUT', url: '/api/topology?from=yesterday', allow: 'GET, HEAD' },
  { method: 'DELETE', url: '/api/edges/aaaaaaaaaaaaaaaaaaaaaa', allow: 'GET, HEAD' },
  { method: 'POST', url: '/api/live', allow: 'GET, HEAD' },
  { method: 'POST', url: '/api/openapi.json', allow: 'GET, HEAD' },
  { method: 'OPTIONS', url: '/api/events', allow: 'GET, HEAD' },
  { method: 'PATCH', url: '/healthz', allow: 'GET, HEAD' },
  { method: 'POST', url: '/metrics', allow: 'GET, HEAD' },
  { method: 'POST', url: '/', allow: 'GET, HEAD' },
  { method: 'GET', url: '/api/records', allow: 'POST' },
] as const;

for (const { method, url, allow } of wrong) {
  test(`${method} ${url} is told what ${url.split('?')[0]} takes`, async () => {
    const { statusCode, headers, body } = await ask({ method, url });
    assert.equal(statusCode, 405);
    assert.equal(headers.allow, allow);
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
    assert.equal(Value.Parse(Problem, JSON.parse(body)).status, 405);
  });
}

test('its body is not read, whatever it is', async () => {
  const { statusCode } = await ask({ method: 'POST', url: '/api/query', headers: { 'content-type': 'text/xml' }, payload: '<xml/>' });
  assert.equal(statusCode, 405);
});

test('who may not read a route does not learn what it takes', async () => {
  for (const authorization of ['', 'Bearer wrong', `Bearer ${ingestSecret}`])
    assert.equal((await ask({ method: 'POST', url: '/api/topology', headers: { authorization } })).statusCode, 401);
});

test('a path that is none stays one, with every method', async () => {
  for (const method of ['GET', 'POST'] as const) assert.equal((await ask({ method, url: '/api/gone' })).statusCode, 404);
});
