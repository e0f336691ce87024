import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { EventHistogram, Events } from '#contract/events.ts';
import type { Problem } from '#contract/reply.ts';
import { type Reply, routes } from '#contract/routes.ts';
import { deploySecret, type TestServer, testServer } from '../fixtures/test-server.ts';
import { recordAt } from '../store/record-at.ts';

let server: TestServer;
const startMs = Date.parse(recordAt(0).time);
const window = `from=${startMs}&to=${startMs + 100_000}`;

before(async () => {
  server = await testServer();
  const errors = Array.from({ length: 3 }, (_, second) => ({ ...recordAt(second, 'process:db'), severity: 'error' as const }));
  await server.services.store.append([...errors, ...Array.from({ length: 25 }, (_, index) => recordAt(10 + index))]);
});
after(() => server[Symbol.asyncDispose]());

const isPage = Compile(routes['GET /api/events'].reply);
const isHistogram = Compile(routes['GET /api/events/histogram'].reply);

async function pageOf(query: string): Promise<Events> {
  const page = (await server.get(`/api/events?${query}`)).json();
  assert.ok(isPage.Check(page));
  return page;
}

async function histogramOf(query: string): Promise<EventHistogram> {
  const histogram = (await server.get(`/api/events/histogram?${query}`)).json();
  assert.ok(isHistogram.Check(histogram));
  return histogram;
}

const post = async (body: object, token = deploySecret) =>
  await server.app.inject({
    method: 'POST',
    url: '/api/events/deploys',
    headers: { host: '127.0.0.1:8400', authorization: `Bearer ${token}` },
    payload: body,
  });

test('a window may be written as RFC 3339 or in milliseconds, and a query narrows it', async () => {
  const byDate = await pageOf(`from=${new Date(startMs).toISOString()}&to=${new Date(startMs + 100_000).toISOString()}&query=severity=error`);
  assert.deepEqual(byDate, await pageOf(`${window}&query=severity=error`));
  assert.deepEqual(
    byDate.records.map(({ time }) => time),
    [2, 1, 0].map((second) => recordAt(second).time),
  );
  assert.equal(byDate.next, undefined);
});

test('the cursor leads through the window and query that it was made for, whatever stands beside it and whatever comes meanwhile', async () => {
  let page = await pageOf(`${window}&limit=10&query=curl`);
  const seen = [...page.records];
  while (page.next !== undefined) {
    await server.services.store.append([recordAt(20.5 + seen.length / 1000)]);
    page = await pageOf(`cursor=${page.next}&limit=10&from=1&to=2&query=nothing`);
    seen.push(...page.records);
  }
  assert.deepEqual(
    seen.map(({ time }) => time),
    Array.from({ length: 25 }, (_, index) => recordAt(34 - index).time),
  );
});

test('the histogram is exact, and its buckets cover the window', async () => {
  const { total, buckets } = await histogramOf(`${window}&buckets=10&query=identity=db`);
  assert.equal(total, 3);
  assert.deepEqual(
    buckets.map(({ counts }) => counts),
    [{ error: 3 }, ...Array.from({ length: 9 }, () => ({}))],
  );
  assert.equal(buckets[0]?.from, new Date(startMs).toISOString());
  assert.equal(buckets.at(-1)?.to, new Date(startMs + 100_000).toISOString());
  const all = await histogramOf(`from=0&to=${Date.now()}&buckets=7`);
  assert.equal(all.buckets.length, 7);
  assert.ok(all.total >= 28);
});

test('a pipeline tells a deploy, once however often it tells it', async () => {
  const deploy = { identity: 'container:shop', version: '1.2.3', time: new Date().toISOString(), by: 'ci', url: 'https://ci.example/7' };
  const first = await post(deploy);
  assert.equal(first.statusCode, 200, first.body);
  assert.equal(first.json<Reply<'POST /api/events/deploys'>>().stored, true);
  assert.deepEqual((await post(deploy)).json(), { id: first.json<Reply<'POST /api/events/deploys'>>().id, stored: false });
  const { records } = await pageOf('query=type=deploy');
  assert.deepEqual(
    records.map(({ identity, object, message, severity, attributes }) => ({ identity, object, message, severity, attributes })),
    [
      {
        identity: 'container:shop',
        object: '1.2.3',
        message: 'shop 1.2.3 was deployed by ci',
        severity: 'info',
        attributes: { 'service.version': '1.2.3', 'user.name': 'ci', 'url.full': 'https://ci.example/7' },
      },
    ],
  );
});

test('a deploy that says too little, or more than is known, is told so; one without the token is refused', async () => {
  const fieldOf = async (body: object) => (await post(body)).json<Problem>().field;
  assert.equal(await fieldOf({ identity: 'shop' }), 'version');
  assert.equal(await fieldOf({ identity: 'shop', version: '1', colour: 'red' }), 'colour');
  assert.equal(await fieldOf({ identity: 'shop', version: '1', url: 'javascript:alert(1)' }), 'url');
  assert.equal(await fieldOf({ identity: 'shop', version: '1', time: 'noon' }), 'time');
  assert.equal((await post({ identity: 'shop', version: '1' }, 'wrong')).statusCode, 401);
  assert.equal((await post({ identity: 'shop', version: '1', message: 'x'.repeat(70_000) })).statusCode, 413);
});
