import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Target } from '#contract/receivers.ts';
import { waitFor } from '../fixtures/wait.ts';
import { sqliteAlerts } from '../store/alerts/sqlite-alerts.ts';
import { signature } from './deliver.ts';
import { type Outbox, outbox } from './deliveries.ts';
import { sampleNotification } from './shapes.ts';

interface Taken {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that answers with these statuses in turn, then with 200. */
async function receiver(...statuses: number[]) {
  const taken: Taken[] = [];
  const server = createServer(async (request, reply) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    taken.push({ headers: request.headers, body });
    reply.writeHead(statuses.shift() ?? 200).end('said');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { taken, url: `http://127.0.0.1:${port}/hook`, [Symbol.dispose]: () => server.close() };
}

const secret = 'hush';
const bodyOf = (name: string) => JSON.stringify({ ...sampleNotification('hook', name), spare: ' kept  as it is ' });
const notification = (name: string) => sampleNotification('hook', name);

/** What sends, over a store of its own; `again` is another over the same one, as after a kill. */
async function sending(url: string, to: Target = { kind: 'webhook', url, secret }) {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-deliveries-'));
  const store = sqliteAlerts(join(folder, 'alerts.db'));
  const ended: string[] = [];
  const open = (): Outbox =>
    outbox({
      store,
      version: '0',
      receiverOf: (name) => (name === 'hook' ? { name, severities: [], owners: [], resolved: true, fromConfig: true, to } : undefined),
      onTaken: () => undefined,
      onAttempt: () => undefined,
      onEnd: (outcome) => ended.push(outcome),
      onFailure: (error) => assert.fail(String(error)),
    });
  const dispose = async () => {
    await store[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  return { open, ended, store, [Symbol.asyncDispose]: dispose };
}

test('a notification is sent as it came, signed with its time, and once', async () => {
  using hook = await receiver();
  await using at = await sending(hook.url);
  const box = at.open();
  const body = bodyOf('One');
  await box.take('hook', notification('One'), body);
  await box.take('hook', notification('One'), body);
  await waitFor('the end', async () => at.ended[0]);
  await box.stop();
  assert.equal(hook.taken.length, 1);
  const [{ headers, body: got } = { headers: {}, body: '' }] = hook.taken;
  assert.equal(got, body);
  const timestamp = Number(headers['sonde-timestamp']);
  assert.ok(Math.abs(timestamp - Date.now() / 1000) < 60);
  assert.equal(headers['sonde-signature'], signature(secret, timestamp, got));
  const { deliveries, waiting } = await box.list({});
  assert.deepEqual(
    deliveries.map(({ id, state, attempts, names, summary }) => [id, state, attempts, names, summary]),
    [[headers['sonde-delivery'], 'delivered', 1, ['One'], 'A test from Sonde: nothing is wrong.']],
  );
  assert.equal(waiting, 0);
});

test('what a delivery says of alerts that differ is the first of those that it is sent for', async () => {
  await using at = await sending('http://127.0.0.1:1/');
  const box = at.open();
  const { alerts, ...about } = notification('One');
  const told = (status: 'firing' | 'resolved', summary: string) => alerts.map((alert) => ({ ...alert, status, annotations: { summary } }));
  const both = { ...about, commonAnnotations: {}, alerts: [...told('resolved', 'over'), ...told('firing', 'x'.repeat(400))] };
  await box.take('hook', both, JSON.stringify(both));
  await box.stop();
  assert.equal((await box.list({})).deliveries[0]?.summary, 'x'.repeat(300));
});

test('a body of one’s own is signed as it is sent, where there is a secret, whatever its own headers say', async () => {
  using hook = await receiver();
  const headers = { 'Sonde-Signature': 'sha256=forged', 'x-token': 'own' };
  const custom = { kind: 'custom' as const, url: hook.url, body: '{"text":"{{name}}"}' };
  for (const to of [{ ...custom, headers, secret }, custom]) {
    await using at = await sending(hook.url, to);
    const box = at.open();
    await box.take('hook', notification('One'), bodyOf('One'));
    await waitFor('the end', async () => at.ended[0]);
    await box.stop();
  }
  const [signed, plain] = hook.taken;
  assert.equal(signed?.body, '{"text":"One"}');
  assert.equal(signed?.headers['sonde-signature'], signature(secret, Number(signed?.headers['sonde-timestamp']), signed?.body ?? ''));
  assert.deepEqual([signed?.headers['x-token'], plain?.headers['sonde-signature']], ['own', undefined]);
});

test('a receiver that fails is asked again, in order, until it has all', async () => {
  using hook = await receiver(503, 404);
  await using at = await sending(hook.url);
  const box = at.open();
  for (const name of ['One', 'Two']) await box.take('hook', notification(name), bodyOf(name));
  await waitFor('both', async () => at.ended[1]);
  await box.stop();
  assert.deepEqual(
    hook.taken.map(({ body }) => /One|Two/.exec(body)?.[0]),
    ['One', 'One', 'One', 'Two'],
  );
  assert.equal(new Set(hook.taken.map(({ headers }) => headers['sonde-delivery'])).size, 2, 'each keeps its id');
  const [, first] = (await box.list({})).deliveries;
  assert.deepEqual(
    first?.lastAttempts.map(({ status }) => status),
    [200, 404, 503],
  );
});

test('what waits is sent by the next server, and what is refused is given up', async () => {
  using hook = await receiver(503, 400);
  await using at = await sending(hook.url);
  const killed = at.open();
  await killed.take('hook', notification('One'), bodyOf('One'));
  await waitFor('an attempt', async () => hook.taken[0]);
  await killed.stop();
  assert.deepEqual([at.ended, (await killed.list({ state: 'waiting' })).waiting], [[], 1]);
  const next = at.open();
  await waitFor('the end', async () => at.ended[0]);
  await next.stop();
  assert.deepEqual(at.ended, ['given_up']);
  await assert.rejects(next.take('nobody', notification('One'), bodyOf('One')), /there is no receiver nobody/);
});

test('too many that wait are given up, the oldest first', async () => {
  await using at = await sending('http://127.0.0.1:1/');
  for (let index = 0; index < 1005; index += 1) {
    const one = {
      id: `d${index}`,
      receiver: 'hook',
      atMs: Date.now(),
      status: 'firing' as const,
      names: [],
      alerts: 1,
      summary: '',
      body: '{}',
      hash: String(index),
      group: '',
    };
    assert.ok(await at.store.enqueue(one));
  }
  assert.deepEqual(await at.store.prune(Date.now()), { givenUp: 5 });
  const { deliveries, waiting } = await at.store.deliveries({ state: 'given_up', limit: 10 });
  assert.deepEqual([deliveries.map(({ id }) => id), waiting], [['d4', 'd3', 'd2', 'd1', 'd0'], 1000]);
});

const soon = 60_000;
const kept = (id: string, group: string) => ({
  ...{ id, receiver: 'hook', atMs: Date.now(), status: 'firing' as const, names: [], alerts: 1, summary: '', body: '{}', hash: id, group },
});
type Kept = Awaited<ReturnType<typeof sending>>['store'];
const failed = async (store: Kept, id: string, times: number) => {
  const attempt = { atMs: Date.now(), status: 500, says: '', tookSeconds: 0 };
  for (let count = 0; count < times; count += 1) await store.attempted({ id, attempt, state: 'waiting', nextMs: Date.now() + soon });
};
const delivered = async (store: Kept, id: string) => {
  await store.attempted({ id, attempt: { atMs: Date.now(), status: 200, says: '', tookSeconds: 0 }, state: 'delivered', nextMs: null });
};
const dueNow = async (store: Kept) => (await store.due(Date.now())).deliveries.map(({ id }) => id);

test('a new notification has what it waits for tried at once', async () => {
  await using at = await sending('http://127.0.0.1:1/');
  const { store } = at;
  await store.enqueue(kept('old', 'a'));
  await failed(store, 'old', 4);
  assert.deepEqual(await dueNow(store), []);
  await store.enqueue(kept('new', 'b'));
  assert.deepEqual(await dueNow(store), ['old']);
});

test('what failed five times holds back only its own group', async () => {
  await using at = await sending('http://127.0.0.1:1/');
  const { store } = at;
  for (const [id, group] of [
    ['large', 'a'],
    ['over', 'a'],
    ['other', 'b'],
  ] as const)
    await store.enqueue(kept(id, group));
  await failed(store, 'large', 4);
  assert.deepEqual(await dueNow(store), [], 'it may be the receiver that is away');
  await failed(store, 'large', 1);
  assert.deepEqual(await dueNow(store), ['other']);
  await failed(store, 'other', 1);
  await store.enqueue(kept('again', 'a'));
  assert.deepEqual(await dueNow(store), ['other'], 'what failed least goes first');
  await failed(store, 'other', 4);
  assert.deepEqual(await dueNow(store), ['large']);
});

test('a receiver that takes one again is sent what failed before, one after the other', async () => {
  await using at = await sending('http://127.0.0.1:1/');
  const { store } = at;
  for (const id of ['a', 'b', 'c']) {
    await store.enqueue(kept(id, id));
    await failed(store, id, 5);
  }
  assert.deepEqual(await dueNow(store), []);
  await store.enqueue(kept('new', 'd'));
  for (const id of ['new', 'a', 'b', 'c']) {
    assert.deepEqual(await dueNow(store), [id]);
    await delivered(store, id);
  }
  assert.deepEqual(await store.due(Date.now()), { deliveries: [], nextMs: null });
});

const lacking = { 'no groups': 1, 'no summaries': 2 };
for (const [what, version] of Object.entries(lacking)) {
  test(`deliveries of a store that knew ${what} are sent in order`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sonde-deliveries-'));
    const path = join(folder, 'alerts.db');
    const old = new DatabaseSync(path);
    old.exec(`
      CREATE TABLE deliveries (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, receiver TEXT NOT NULL, at_ms INTEGER NOT NULL, status TEXT NOT NULL,
        names TEXT NOT NULL, alerts INTEGER NOT NULL, body TEXT, hash TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
        last_attempts TEXT NOT NULL, next_ms INTEGER ${version === 1 ? '' : ", group_key TEXT NOT NULL DEFAULT ''"}) STRICT;
      INSERT INTO deliveries (seq, id, receiver, at_ms, status, names, alerts, body, hash, state, attempts, last_attempts, next_ms)
        VALUES (1, 'one', 'hook', 1, 'firing', '[]', 1, '{}', 'h1', 'waiting', 0, '[]', 1), (2, 'two', 'hook', 2, 'firing', '[]', 1, '{}', 'h2', 'waiting', 0, '[]', 2);
      PRAGMA user_version = ${version};`);
    old.close();
    for (const first of ['one', 'two']) {
      const store = sqliteAlerts(path);
      assert.deepEqual(await dueNow(store), [first]);
      await delivered(store, first);
      assert.equal((await store.deliveries({ limit: 1 })).deliveries[0]?.summary, '');
      await store[Symbol.asyncDispose]();
    }
    await rm(folder, { recursive: true });
  });
}
