import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Static } from 'typebox';
import { identityId } from '#contract/identity.ts';
import { routes } from '#contract/routes.ts';
import { Actor } from '../traffic/actor.ts';
import { type Rounds, says, scriptOf } from '../traffic/dialogue.ts';
import { answer, exchange, head } from '../traffic/http.ts';
import { namespace } from '../traffic/namespaces.ts';
import { processIdentity } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs } from '../whole/exact.ts';
import type { Sonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const secret = 'tok3n-of-a-user';
const slowMs = 1100;

const failing = exchange('GET', 503, {
  asked: head(`GET /users/4711/orders/20261?token=${secret} HTTP/1.1`, 'Host: shop.example', `traceparent: 00-${traceId}-00f067aa0ba902b7-01`),
});
const slow = {
  steps: [says('client', head('POST /reports/99 HTTP/1.1')), { from: 'server', pause_ms: slowMs } as const, says('server', answer(200))],
  counted: [],
};
const silent = { steps: [says('client', head(`DELETE /users/4712 HTTP/1.1`)), { from: 'server', end: 'close' } as const], counted: [] };
const rounds: Rounds = [
  [1, exchange('GET', 200)],
  [1, failing],
  [1, slow],
  [1, silent],
];

type Event = Static<(typeof routes)['GET /api/events']['reply']>['records'][number];

async function toldOf(sonde: Sonde, client: string): Promise<Event[]> {
  const window = `from=${sonde.up.startedAt.toISOString()}&limit=1000`;
  const { records } = await sonde.get(`/api/events?${window}`, routes['GET /api/events'].reply);
  return records.filter(({ type, message }) => type === 'l7.request' && message.includes(client));
}

/** Requests that fail or are slow become records: who asked whom for what, and nothing that is nobody's business. */
export function failedRequests(sonde: () => Sonde): void {
  test('a request that fails, one that is slow and one without an answer are told, with both ends and without secrets', async () => {
    await using place = await namespace('told');
    await using server = new Actor('told-server.py', place);
    await using client = new Actor('told-client.py', place);
    const script = scriptOf(rounds);
    const port = await server.serveDialogue(host, [script]);
    // Other tests fail requests too, and only so many a second are told.
    const events = await eventually('the three are told', arrivalMs, async () => {
      await client.play({ host, port, times: 1 }, [script]);
      const told = await toldOf(sonde(), client.name);
      assert.deepEqual([...new Set(told.map(({ attributes }) => attributes['http.request.method']))].sort(), ['DELETE', 'GET', 'POST']);
      return told;
    });
    const ends = { 'server.identity': identityId(processIdentity(server.name)), 'server.port': port, 'network.protocol.name': 'http' };
    const expected = {
      GET: { ...ends, 'url.template': '/users/{id}/orders/{id}', 'http.response.status_code': 503, 'trace.id': traceId },
      POST: { ...ends, 'url.template': '/reports/{id}', 'http.response.status_code': 200 },
      DELETE: { ...ends, 'url.template': '/users/{id}', 'error.type': 'unanswered' },
    };
    for (const [method, attributes] of Object.entries(expected)) {
      const event = events.find((one) => one.attributes['http.request.method'] === method);
      assert.ok(event !== undefined);
      assert.equal(event.identity, identityId(processIdentity(client.name)));
      assert.partialDeepStrictEqual(event.attributes, attributes);
    }
    const tookMs = events.find((one) => one.attributes['http.request.method'] === 'POST')?.attributes['sonde.duration_ms'];
    assert.ok(typeof tookMs === 'number' && tookMs >= slowMs, `${tookMs} ms`);
    assert.doesNotMatch(JSON.stringify(events), new RegExp(`${secret}|(users|orders|reports)/\\d`));
  });
}
