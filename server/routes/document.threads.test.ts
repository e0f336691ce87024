import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { flowBatchPath } from '#contract/flows.ts';
import { logBatchPath } from '#contract/log-batch.ts';
import { routes } from '#contract/routes.ts';
import { type TestServer, testServer } from '../fixtures/test-server.ts';

const Security = Type.Array(Type.Record(Type.String(), Type.Array(Type.String())));
const Reply = Type.Object({ description: Type.String(), content: Type.Record(Type.String(), Type.Object({ schema: Type.Unknown() })) });
const Operation = Type.Object({
  parameters: Type.Optional(Type.Array(Type.Object({ name: Type.String() }))),
  security: Type.Optional(Security),
  responses: Type.Record(Type.String(), Reply),
});
const Document = Type.Object({
  openapi: Type.String(),
  security: Security,
  components: Type.Object({ securitySchemes: Type.Record(Type.String(), Type.Unknown()), schemas: Type.Record(Type.String(), Type.Unknown()) }),
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
});
type Operation = Type.Static<typeof Operation>;
type Document = Type.Static<typeof Document>;

let server: TestServer;
let document: Document;
before(async () => {
  server = await testServer();
  const answer: unknown = (await server.get('/api/openapi.json')).json();
  document = Value.Parse(Document, answer);
});
after(() => server[Symbol.asyncDispose]());

function operation(method: string, url: string): Operation {
  const found = document.paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  assert.ok(found, `${method} ${url}`);
  return found;
}

test('the document is OpenAPI 3.1 and has every route of the contract, the stream, the ways of lines and flows, and nothing else', () => {
  assert.match(document.openapi, /^3\.1\./);
  const documented = Object.entries(document.paths).flatMap(([url, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${url}`));
  const wanted = [
    ...Object.keys(routes).map((name) => name.replace(/:(\w+)/g, '{$1}')),
    'GET /api/live',
    'GET /api/events/download',
    'GET /api/logs/download',
    'GET /api/logs/histogram/progress',
    `POST ${logBatchPath}`,
    `POST ${flowBatchPath}`,
  ];
  assert.deepEqual(documented.sort(), wanted.sort());
  assert.deepEqual(
    operation('GET', '/api/events')
      .parameters?.map(({ name }) => name)
      .sort(),
    ['cursor', 'from', 'limit', 'order', 'query', 'to'],
  );
});

test('what opens a route is said: cookie or token of the console, and for records the agents’ token', () => {
  assert.deepEqual(document.security, [{ session: [] }, { consoleToken: [] }]);
  assert.deepEqual(operation('POST', '/api/records').security, [{ ingestToken: [] }]);
  assert.deepEqual(operation('POST', '/api/events/deploys').security, [{ deployToken: [] }]);
  assert.equal(operation('GET', '/api/topology').security, undefined);
  const { session, consoleToken, ingestToken, deployToken } = document.components.securitySchemes;
  assert.ok(Value.Check(Type.Object({ type: Type.Literal('apiKey'), in: Type.Literal('cookie'), name: Type.Literal('sonde_session_8400') }), session));
  const Bearer = Type.Object({ type: Type.Literal('http'), scheme: Type.Literal('bearer') });
  for (const scheme of [consoleToken, ingestToken, deployToken]) assert.ok(Value.Check(Bearer, scheme));
});

test('each route says how it refuses, as problems of one schema', () => {
  const own: Readonly<Record<string, readonly string[]>> = {
    'GET /api/edges/:id': ['404', '422'],
    'POST /api/records': ['413', '415', '507'],
    'GET /api/query': ['422'],
  };
  for (const [name, { method, url }] of [...Object.entries(routes), ['GET /api/live', { method: 'GET', url: '/api/live' }] as const]) {
    const { responses } = operation(method, url);
    for (const status of ['400', '401', '403', '421', '503', 'default', ...(own[name] ?? [])])
      assert.deepEqual(responses[status]?.content, { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }, `${name} ${status}`);
  }
  assert.ok(Value.Check(Type.Object({ required: Type.Array(Type.String()) }), document.components.schemas.Problem));
});

test('the live stream is one of events', () => {
  assert.deepEqual(Object.keys(operation('GET', '/api/live').responses[200]?.content ?? {}), ['text/event-stream']);
});
