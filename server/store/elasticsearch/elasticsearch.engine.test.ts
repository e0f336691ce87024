import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { everything } from '#contract/find/term.ts';
import { engineUser } from '../../../engines/engine.ts';
import type { RunningEngine } from '../../../engines/running.ts';
import { sharedElasticsearch } from '../../../engines/shared.ts';
import { conforms as conformsToRecords } from '../conforms.ts';
import { conforms, type LogStoreLimits } from '../logs/conforms.ts';
import { numbered, put, ruleFor, whole } from '../logs/conforms-lines.ts';
import { conformsToPatterns } from '../logs/conforms-patterns.ts';
import { conformsToQueries } from '../logs/conforms-queries.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { RecordStore } from '../store.ts';
import { elasticsearch } from './client.ts';
import { elasticsearchEvents } from './elasticsearch-events.ts';
import { elasticsearchLogs } from './elasticsearch-logs.ts';
import { dayIndexes } from './retention.ts';
import { kinds, logMappings } from './templates.ts';

const Letters = Type.Object({
  hits: Type.Object({ hits: Type.Array(Type.Object({ _source: Type.Object({ reason: Type.String(), record: Type.String() }) })) }),
});

let engine: RunningEngine;
before(async () => {
  engine = await sharedElasticsearch();
});

const configOf = (): ElasticsearchConfig => ({
  url: `http://${engine.address}`,
  username: engineUser,
  password: engine.password,
  prefix: `sonde-${randomBytes(6).toString('hex')}`,
  shards: 2,
  replicas: 0,
});

async function removeAll(config: ElasticsearchConfig): Promise<void> {
  const server = elasticsearch(config);
  const indexes = await dayIndexes(server, config, kinds);
  if (indexes.length > 0) await server.ask({ method: 'DELETE', path: `/${indexes.map(({ index }) => index).join(',')}` });
  await server.close();
}

async function open({ bytes, days = 365_000 }: LogStoreLimits): Promise<LogStore> {
  const config = configOf();
  const store = elasticsearchLogs({
    config,
    days,
    bytes,
    isFoundAtOnce: true,
    onFailure: (error) => {
      throw error;
    },
  });
  return {
    ...store,
    get isBusy() {
      return store.isBusy;
    },
    [Symbol.asyncDispose]: async () => {
      await removeAll(config);
      await store[Symbol.asyncDispose]();
    },
  };
}

async function openEvents(): Promise<RecordStore & AsyncDisposable> {
  const config = configOf();
  const store = elasticsearchEvents(config);
  return {
    ...store,
    [Symbol.asyncDispose]: async () => {
      await removeAll(config);
      await store[Symbol.asyncDispose]();
    },
  };
}

conformsToRecords('elasticsearch', openEvents);
conforms('elasticsearch', open);
conformsToQueries('elasticsearch', open);
conformsToPatterns('elasticsearch', open);

test('a wrong password is named, and counts as what may be mended', async () => {
  await using store = elasticsearchEvents({ ...configOf(), password: 'wrong' });
  await assert.rejects(store.state(), (error: Error & { kind?: string }) => error.kind === 'away' && error.message.includes('password'));
});

/** A log index whose mapping is somebody else's. */
async function withMapping(config: ElasticsearchConfig, properties: object): Promise<void> {
  const server = elasticsearch(config);
  await server.ask({
    method: 'PUT',
    path: `/${config.prefix}-log-2026-01-01`,
    body: { mappings: { ...logMappings, dynamic: false, properties: { ...logMappings.properties, ...properties } } },
  });
  await server.close();
}

const linesOf = (config: ElasticsearchConfig) =>
  elasticsearchLogs({ config, days: 365_000, bytes: 1e12, isFoundAtOnce: true, onFailure: (error) => assert.fail(String(error)) });

test('among many lines the newest and the oldest are found, however long the window is without any before and after them', { timeout: 60_000 }, async () => {
  const config = configOf();
  await using store = linesOf(config);
  const count = 4096;
  for (const first of [0, count, 2 * count]) await put(store, first + 1, numbered(first, first + count));
  const last = 3 * count - 1;
  const expected = { newest: [last, last - 1, last - 2, last - 3], oldest: [0, 1, 2, 3] };
  for (const order of ['newest', 'oldest'] as const) {
    for (const rule of [everything, ruleFor('line source=/var/log/app.log')]) {
      const page = await store.search({ ...whole, rule, order, limit: 2 });
      const next = await store.search({ ...whole, rule, order, limit: 2, ...(page.next && { after: page.next }) });
      const found = [...page.records, ...next.records].map(({ message }) => message);
      assert.deepEqual(
        found,
        expected[order].map((number) => `line ${number}`),
      );
    }
  }
  await removeAll(config);
});

test('attributes that a mapping does not take are kept as they are, and found', async () => {
  const config = configOf();
  await withMapping(config, { attributes: { properties: { status: { type: 'long' } } } });
  await using store = linesOf(config);
  const lines = Array.from({ length: 300 }, (_, n) => ({ seconds: n, message: `line ${n}`, attributes: { status: n % 3 === 0 ? 'gone' : n } }));
  assert.deepEqual(await put(store, 1, lines), { stored: 300, known: 0 });
  assert.deepEqual(await put(store, 1, lines), { stored: 0, known: 300 });
  const found = await store.search({ ...whole, rule: ruleFor('status=gone'), order: 'oldest', limit: 1000 });
  assert.equal(found.records.length, 100);
  assert.deepEqual(found.records[1]?.attributes, { status: 'gone' });
  await removeAll(config);
});

test('what is not taken in any form is kept as a dead letter with its reason; the others are stored', async () => {
  const config = configOf();
  await withMapping(config, { message: { type: 'ip' } });
  await using store = linesOf(config);
  assert.deepEqual(
    await put(store, 1, [
      { seconds: 1, message: '10.0.0.1' },
      { seconds: 2, message: 'no address' },
    ]),
    { stored: 1, known: 0 },
  );
  const server = elasticsearch(config);
  const answer = await server.ask({ method: 'POST', path: `/${config.prefix}-dead-letter-*/_search`, body: {} });
  const [letter] = Value.Parse(Letters, answer).hits.hits;
  assert.match(letter?._source.reason ?? '', /document_parsing_exception.*message/);
  assert.match(letter?._source.record ?? '', /"message":"no address"/);
  await server.close();
  await removeAll(config);
});

test('what an agent dated too late does not keep today from being the latest', async () => {
  const config = configOf();
  await using store = elasticsearchLogs({ config, days: 7, bytes: 1, isFoundAtOnce: true, onFailure: (error) => assert.fail(String(error)) });
  const days = [Date.now() - 86_400_000, Date.now(), Date.UTC(2126, 0, 1)].map((ms) => new Date(ms).toISOString().slice(0, 10));
  for (const [n, day] of days.entries()) await put(store, n + 1, numbered(n, n + 1), { day });
  await store.prune();
  const { records } = await store.search({ ...whole, rule: everything, order: 'oldest', limit: 10 });
  assert.deepEqual(
    records.map(({ message }) => message),
    ['line 1', 'line 2'],
  );
  await removeAll(config);
});

test('lines of an index that does not know their steps of time are counted all the same', async () => {
  const config = configOf();
  await withMapping(config, { minute_level: undefined, hour_level: undefined });
  await using store = linesOf(config);
  const lines = Array.from({ length: 90 }, (_, n) => ({ seconds: n * 60, message: `line ${n}` }));
  await put(store, 1, lines);
  const counting = { rule: everything, by: 'level', startUs: 0, widthUs: 3600e6 } as const;
  const { counts } = await store.count({ ...whole, ...counting });
  assert.equal(
    counts.reduce((sum, { count }) => sum + count, 0),
    90,
  );
  await removeAll(config);
});
