import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asConsole, testServer } from '../fixtures/test-server.ts';

const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '{{ template "x" }}',
    '../../etc/passwd',
    '\u0000',
    'a\nb: c',
    '"',
    '\\',
    '(kept)',
    'file:///etc/passwd',
    'http://[',
    '24:00',
    'Europe/Nowhere',
  ),
  fc.integer(),
  fc.constant(null),
);
const matcher = fc.record({ name: fc.constantFrom('node', 'a b', ''), value: hostile, isRegex: fc.boolean(), isEqual: fc.boolean() });
const to = fc.oneof(
  ...(['webhook', 'teams', 'custom', 'slack', 'pagerduty', 'opsgenie', 'email', 'exec'] as const).map((kind) =>
    fc.record(
      {
        kind: fc.constant(kind),
        url: hostile,
        secret: hostile,
        body: hostile,
        headers: fc.dictionary(fc.string(), hostile),
        routingKey: hostile,
        apiKey: hostile,
        api_url_file: hostile,
      },
      { requiredKeys: ['kind'] },
    ),
  ),
);

/** What each write may be asked, well formed but for a part. */
const asked = fc.oneof(
  fc.record({
    method: fc.constant('POST' as const),
    url: fc.constant('/api/silences'),
    payload: fc.record({ matchers: fc.array(matcher, { maxLength: 3 }), seconds: hostile, who: hostile, why: hostile }),
  }),
  fc.record({
    method: fc.constantFrom('POST' as const, 'PUT' as const),
    url: fc.constantFrom('/api/maintenance-windows', '/api/maintenance-windows/00000000-0000-0000-0000-000000000000'),
    payload: fc.record({
      name: hostile,
      who: fc.constant('e'),
      why: fc.constant('w'),
      matchers: fc.array(matcher, { maxLength: 2 }),
      weekdays: fc.constant(['monday']),
      from: hostile,
      to: hostile,
      timeZone: hostile,
    }),
  }),
  fc.record({
    method: fc.constant('POST' as const),
    url: fc.constant('/api/receivers'),
    payload: fc.record({ name: hostile, severities: fc.constant([]), owners: fc.array(hostile, { maxLength: 2 }), resolved: fc.boolean(), to }),
  }),
  fc.record({
    method: fc.constant('POST' as const),
    url: fc.constantFrom('/api/alerts/x/notes', '/api/alerts/0123456789abcdef/acknowledge'),
    payload: fc.record({ who: hostile, note: hostile }),
  }),
);

test('whatever is asked of silences, windows, receivers and alerts, the server answers and does not fail', async () => {
  await using server = await testServer();
  const host = `127.0.0.1:${server.config.listen.port}`;
  await fc.assert(
    fc.asyncProperty(asked, async ({ method, url, payload }) => {
      const { statusCode, body } = await server.app.inject({ method, url, payload, headers: { host, ...asConsole } });
      // Neither Prometheus nor Alertmanager is there: 503 is the truth.
      assert.ok([200, 400, 404, 405, 409, 413, 503].includes(statusCode), `${method} ${url} ${JSON.stringify(payload)}: ${statusCode} ${body}`);
    }),
    { numRuns: 300 },
  );
  const { status } = await server.get('/api/receivers', { host });
  assert.equal(status, 200);
});
