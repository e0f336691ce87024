import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { EventContext, type EventHistogram, type Events } from '#contract/events.ts';
import { Fields, FoundValues, Share } from '#contract/found.ts';
import type { Problem } from '#contract/reply.ts';
import { type Reply, routes } from '#contract/routes.ts';
import { asConsole, deploySecret, type TestServer, testServer } from '../fixtures/test-server.ts';
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

test('the cursor leads as well from the oldest to the newest', async () => {
  let page = await pageOf(`${window}&limit=10&order=oldest&query=curl`);
  const seen = [...page.records];
  while (page.next !== undefined) {
    page = await pageOf(`cursor=${page.next}&limit=10`);
    seen.push(...page.records);
  }
  const newestFirst = (await pageOf(`${window}&limit=100&query=curl`)).records;
  assert.deepEqual(seen, newestFirst.toReversed());
});

test('shares, fields and values tell of whom and of what there are how many', async () => {
  const ask = async (path: string) => (await server.get(`/api/events/${path}`)).json();
  const narrow = `${window}&query=severity=error,warning`;
  const share = Value.Parse(Share, await ask(`share?${narrow}&by=app&limit=1`));
  assert.deepEqual(
    [share.values[0]?.value, share.others.values, share.total],
    ['curl', 1, share.values[0]?.count === undefined ? 0 : share.values[0].count + 3],
  );
  const fields = Value.Parse(Fields, await ask(`fields?${narrow}`));
  assert.deepEqual(
    fields.fields.map(({ name, values, least }) => [name, values, least]),
    [
      ['error.type', 1, undefined],
      ['server.port', 1, 5432],
    ],
  );
  const values = async (query: string) => Value.Parse(FoundValues, await ask(`values?${narrow}&${query}`)).values.map(({ value }) => value);
  assert.deepEqual([await values('field=error.type'), await values('field=app&prefix=D'), await values('field=nothing')], [['refused'], ['db'], []]);
});

test('attributes and who it is about can be asked for', async () => {
  const found = async (query: string) => (await pageOf(`${window}&limit=1000&query=${encodeURIComponent(query)}`)).records.length;
  const all = await found('');
  for (const [query, count] of [
    ['server.port>5000', all],
    ['error.type=ref* app=db', 3],
    ['exists(server.port) -app=db kind=process', all - 3],
    ['exists(trace_id)', 0],
    ['/could not|connect to/ -exists(ns)', all],
  ] as const)
    assert.equal(await found(query), count, query);
});

test('what happened around an event is told, of everyone or of those that are like it', async () => {
  const { id } = recordAt(2, 'process:db');
  const ask = async (query: string) => Value.Parse(EventContext, (await server.get(`/api/events/context?id=${encodeURIComponent(id)}&${query}`)).json());
  const seconds = (records: readonly { readonly time: string }[]) => records.map(({ time }) => (Date.parse(time) - startMs) / 1000);
  const { before, record, after } = await ask('before=1&after=2');
  assert.deepEqual([seconds(before), record.id, seconds(after)], [[1], id, [10, 11]]);
  assert.deepEqual(seconds((await ask('of=identity')).after), []);
  assert.equal((await server.get('/api/events/context?id=nothing-like-it')).status, 404);
});

test('events are downloaded as NDJSON, CSV and text', async () => {
  const load = async (query: string) =>
    (await server.app.inject({ url: `/api/events/download?${window}&${query}`, headers: { host: '127.0.0.1:8400', ...asConsole } })).body;
  const ids = (await load('query=app=db'))
    .trimEnd()
    .split('\n')
    .map((line) => Value.Parse(Type.Object({ id: Type.String() }), JSON.parse(line)).id);
  assert.deepEqual(
    ids,
    [0, 1, 2].map((second) => recordAt(second, 'process:db').id),
  );
  const [head, first] = (await load('query=app=db&format=csv')).split('\r\n');
  assert.equal(head, 'time,lastTime,node,type,severity,identity,object,reason,message,count,attributes');
  assert.match(
    first ?? '',
    /^[^,]+Z,,host,tcp\.connect_failed,error,process:db,process:db port 5432,refused,connect to process:db failed: refused,1,"\{""error/,
  );
  assert.match(
    await load('query=app=db&format=text&order=newest'),
    /^\S+:02\.000Z error tcp\.connect_failed process:db connect to process:db failed: refused\n/,
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
