import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { Problem } from '#contract/reply.ts';
import { asConsole, ingestSecret, type TestServer, testServer } from '../fixtures/test-server.ts';

let server: TestServer;
before(async () => {
  server = await testServer();
});
after(() => server[Symbol.asyncDispose]());

const isProblem = Compile(Problem);
const headers = { host: '127.0.0.1:8400', ...asConsole };

async function problemOf(url: string): Promise<Problem> {
  const response = await server.app.inject({ url, headers });
  assert.match(String(response.headers['content-type']), /^application\/problem\+json/);
  const problem: unknown = response.json();
  assert.ok(isProblem.Check(problem));
  assert.equal(problem.status, response.statusCode);
  return problem;
}

const range = '/api/query_range?query=up&start=1769860800&end=1769864400';
const wrong: readonly [url: string, field: string, allowed: RegExp][] = [
  ['/api/topology?from=yesterday', 'from', /RFC 3339.*seconds since the epoch/],
  ['/api/topology?from=2026-01-31', 'from', /RFC 3339/],
  ['/api/topology?from=2026-13-01T00:00:00Z', 'from', /RFC 3339/],
  ['/api/topology?to=-5', 'to', /RFC 3339/],
  ['/api/topology?to=', 'to', /RFC 3339/],
  [`/api/topology?to=${'1'.repeat(41)}`, 'to', /RFC 3339/],
  ['/api/topology?from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z', 'from', /before to/],
  ['/api/topology?from=0', 'from', /at most 15 days before now/],
  ['/api/topology?from=1&from=2', 'from', /RFC 3339/],
  ['/api/topology?form=5', 'form', /from, to/],
  ['/api/edges/short', 'id', /matching/],
  ['/api/edges/aaaaaaaaaaaaaaaaaaaaaa?from=x', 'from', /RFC 3339/],
  ['/api/workloads?from=x', 'from', /RFC 3339/],
  ['/api/workloads/nginx', 'id', /process:nginx/],
  ['/api/workloads/daemon:nginx', 'id', /process:nginx/],
  ['/api/workloads/process:nginx?to=x', 'to', /RFC 3339/],
  ['/api/events?from=yesterday', 'from', /RFC 3339.*milliseconds since the epoch/],
  ['/api/events?from=2026-13-01T00:00:00Z', 'from', /RFC 3339/],
  ['/api/events?to=1.5', 'to', /milliseconds/],
  ['/api/events?from=2000&to=1000', 'from', /before to/],
  ['/api/events?query=kind=host2', 'query', /words/],
  ['/api/events?query=%22open', 'query', /words/],
  ['/api/events?query=severity=bad', 'query', /words/],
  [`/api/events?query=${'x'.repeat(2001)}`, 'query', /what to find/],
  ['/api/events?query=/(/', 'query', /words/],
  ['/api/events?cursor=zzz', 'cursor', /next/],
  ['/api/events?level=warn', 'level', /from, to, query, limit, order, cursor/],
  ['/api/events/share', 'by', /type, severity, app/],
  ['/api/events/share?by=level', 'by', /type, severity, app/],
  ['/api/events/values', 'field', /./],
  ['/api/events/context', 'id', /./],
  ['/api/events/download?format=xml', 'format', /ndjson, unless/],
  ['/api/events/histogram?buckets=501', 'buckets', /integer from 1 to 500/],
  ['/api/events/histogram?to=noon', 'to', /milliseconds/],
  ['/api/events?limit=0', 'limit', /integer from 1 to 1000/],
  ['/api/events?limit=1001', 'limit', /integer from 1 to 1000/],
  ['/api/events?limit=ten', 'limit', /integer from 1 to 1000/],
  ['/api/events?limit=1.5', 'limit', /integer from 1 to 1000/],
  ['/api/query', 'query', /string from 1 to 8192 characters/],
  [`/api/query?query=${'x'.repeat(8193)}`, 'query', /string from 1 to 8192 characters/],
  ['/api/query?query=up&time=noon', 'time', /RFC 3339/],
  ['/api/query_range?query=up&start=1&end=2', 'step', /string/],
  [`${range}&step=fast`, 'step', /string/],
  [`${range}&step=0`, 'step', /duration above 0/],
  [`${range}&step=1.2.3`, 'step', /duration above 0/],
  [`${range}&step=100ms`, 'step', /at most 11000 points/],
  ['/api/query_range?query=up&start=1769864400&end=1769860800&step=15', 'start', /not after end/],
  ['/api/query_range?query=up&start=1600000000&end=1769860800&step=1d', 'start', /at most what is kept/],
  ['/api/live', 'topics', /topology,doctor,events/],
  ['/api/live?topics=weather', 'topics', /topology, doctor, events/],
];

for (const [url, field, allowed] of wrong) {
  test(`GET ${url.slice(0, 80)} is told what is wrong with ${field}`, async () => {
    const problem = await problemOf(url);
    assert.equal(problem.status, 400);
    assert.equal(problem.field, field);
    assert.match(problem.allowed ?? '', allowed);
  });
}

const good = {
  id: 'record-1',
  kind: 'event',
  time: '2026-01-31T12:00:00Z',
  node: 'host',
  type: 'agent.started',
  severity: 'info',
  identity: '',
  object: '',
  reason: '',
  message: '',
  attributes: {},
  fingerprint: 'started',
  count: 1,
};
const badRecords: readonly [name: string, payload: unknown, field: string][] = [
  ['no records', {}, 'records'],
  ['another field', { records: [], more: 1 }, 'more'],
  ['a record without a message', { records: [{ ...good, message: undefined }] }, 'records.0.message'],
  ['a moment that is none', { records: [{ ...good, time: 'noon' }] }, 'records.0.time'],
  ['an unknown kind', { records: [{ ...good, kind: 'log' }] }, 'records.0.kind'],
  ['a number as text', { records: [{ ...good, message: 5 }] }, 'records.0.message'],
  ['a nested attribute', { records: [{ ...good, attributes: { a: { b: 1 } } }] }, 'records.0.attributes.a'],
  ['too many records', { records: Array.from({ length: 1001 }, () => good) }, 'records'],
];

for (const [name, payload, field] of badRecords) {
  test(`POST /api/records with ${name} is told what is wrong, and stores nothing`, async () => {
    const response = await server.app.inject({
      method: 'POST',
      url: '/api/records',
      headers: { host: '127.0.0.1:8400', authorization: `Bearer ${ingestSecret}`, 'content-type': 'application/json' },
      payload: JSON.stringify(payload),
    });
    assert.equal(response.statusCode, 400);
    assert.equal(response.json<Problem>().field, field);
    assert.equal((await server.services.store.state()).records, 0);
  });
}

test('what is no JSON, of another type or too long is refused', async () => {
  const post = async (payload: string, type = 'application/json') =>
    (
      await server.app.inject({
        method: 'POST',
        url: '/api/records',
        headers: { host: '127.0.0.1:8400', authorization: `Bearer ${ingestSecret}`, 'content-type': type },
        payload,
      })
    ).statusCode;
  assert.equal(await post('{'), 400);
  assert.equal(await post('<xml/>', 'text/xml'), 415);
  assert.equal(await post(' '.repeat((8 << 20) + 1)), 413);
});

test('without Prometheus and without a last answer, questions to it say that it is away', async () => {
  for (const url of [
    '/api/topology',
    '/api/topology?from=2026-01-31T12:00:00Z'.replace('2026-01-31T12:00:00Z', String(Date.now() / 1000 - 60)),
    '/api/query?query=up',
  ]) {
    const problem = await problemOf(url);
    assert.equal(problem.status, 503, url);
    assert.match(problem.detail, /Prometheus at .* does not answer/);
  }
});

test('where nothing has to be told, no body is as good as an empty one', async () => {
  const { statusCode } = await server.app.inject({ method: 'POST', url: '/api/layout/tidy', headers });
  assert.equal(statusCode, 503, 'there is no map without Prometheus');
});
