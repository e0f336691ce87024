import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testServer, webhookSecret } from '../fixtures/test-server.ts';

const headers = { host: '127.0.0.1:8400', authorization: `Bearer ${webhookSecret}`, 'content-type': 'application/json' };
const body = {
  ...{ version: '4', groupKey: '{}', status: 'firing', receiver: 'sonde', groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
  ...{ externalURL: 'http://other.example:9093', alerts: [] },
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('__proto__', 'constructor', '', '\u0000', 'alertname', '2026-01-31T12:00:00Z'),
);
const labels = fc.dictionary(text, fc.oneof({ weight: 5, arbitrary: text }, fc.anything()), { maxKeys: 5, noNullPrototype: true });
const alert = fc.record(
  {
    status: fc.oneof(fc.constantFrom('firing', 'resolved'), text),
    labels,
    annotations: labels,
    startsAt: text,
    endsAt: text,
    fingerprint: text,
    values: fc.anything(),
  },
  { requiredKeys: [] },
);
const near = fc.record({ alerts: fc.array(alert, { maxLength: 4 }), externalURL: fc.oneof(text, fc.webUrl()), status: fc.constantFrom('firing', 'x') });
const sent = fc.oneof({ weight: 3, arbitrary: near.map((parts) => ({ ...body, ...parts })) }, fc.jsonValue(), fc.string());
const paths = fc.constantFrom('/api/webhooks/alertmanager', '/api/webhooks/grafana');

/** What one server takes at once. */
const runs = 50;
const servers = 20;

test('whatever is sent, it is taken or refused for what it is, and never a failure of the server', async () => {
  const answered = new Set<number>();
  for (let at = 0; at < servers; at++) {
    await using server = await testServer();
    const property = fc.asyncProperty(paths, sent, async (url, payload) => {
      const { statusCode } = await server.app.inject({
        method: 'POST',
        url,
        headers,
        payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
      });
      answered.add(statusCode);
      assert.ok(statusCode === 200 || statusCode === 400 || statusCode === 422, `${statusCode}`);
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  }
  assert.ok(answered.has(200) && answered.size > 1, [...answered].join(', '));
});
