import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pipeline } from '#contract/doctor.ts';
import { pipelineChecks } from './pipeline.ts';

type Kafka = NonNullable<Pipeline['kafka']>;

const indexer = { node: 'a', instance: '127.0.0.1:8405', joined: true, storedPerSecond: 10, dead: 0, lost: 0, pauses: 0, rejected: 0 };
const kept = { engine: 'elasticsearch', lines: 0, bytes: 0, dead: 0, rejected: 0 } as const;

function checksOf(change: Partial<Kafka>, store: Partial<Pipeline['store']> = {}) {
  const kafka = { lagRecords: 0, lagSeconds: 0, indexers: [indexer], ...change };
  return pipelineChecks({ spools: [], kafka, store: { ...kept, ...store } });
}
const toldOf = (change: Partial<Kafka>) => checksOf(change).map(({ name, state, says }) => [name, state, says]);
const unknown = { lagRecords: null, lagSeconds: null };

test('what waits in Kafka is fine only while it is known', () => {
  assert.deepEqual(toldOf({}), [['Kafka', 'ok', '0 records wait for one indexer']]);
  assert.deepEqual(toldOf({ lagRecords: 12, lagSeconds: 59 }), [['Kafka', 'ok', '12 records wait for one indexer']]);
  const silent = [{ ...indexer, joined: null, storedPerSecond: null }];
  assert.deepEqual(toldOf({ ...unknown, indexers: silent }), [['Kafka', 'warning', 'how many records wait is not known: no indexer tells']]);
  for (const { mend } of checksOf({ ...unknown, indexers: silent })) assert.match(mend, /Is an indexer running.*up\/sonde\.log/);
});

test('an indexer that is out of its group has failed, and says where to look', () => {
  const out = { ...unknown, indexers: [{ ...indexer, joined: false }] };
  assert.deepEqual(
    checksOf(out).map(({ name, state }) => [name, state]),
    [
      ['Indexer on a at 127.0.0.1:8405', 'failed'],
      ['Kafka', 'warning'],
    ],
  );
  assert.match(checksOf(out)[0]?.mend ?? '', /up\/sonde\.log/);
  const other = { ...indexer, instance: '127.0.0.1:8406', joined: false };
  assert.deepEqual(
    checksOf({ lagRecords: 3, lagSeconds: 1, indexers: [indexer, other] }).map(({ name, state }) => [name, state]),
    [
      ['Indexer on a at 127.0.0.1:8406', 'failed'],
      ['Kafka', 'ok'],
    ],
  );
});

test('an indexer to which nothing has come yet is no trouble', () => {
  assert.deepEqual(toldOf(unknown), [['Kafka', 'info', 'no record has come to one indexer yet']]);
});

test('records that wait for long are told with their age, and by whom they are held up', () => {
  const behind = { lagRecords: 4200, lagSeconds: 120.4 };
  assert.deepEqual(toldOf(behind), [['Kafka', 'warning', '4\u202f200 records wait for one indexer; the oldest of them for 120 s']]);
  assert.match(checksOf(behind)[0]?.mend ?? '', /start more of them/);
  assert.match(checksOf({ ...behind, indexers: [{ ...indexer, pauses: 3 }] })[0]?.mend ?? '', /Elasticsearch does not take them/);
});

test('where there is no Kafka nothing is said of it', () => {
  assert.deepEqual(pipelineChecks({ spools: [], kafka: null, store: { ...kept, engine: 'sqlite' } }), []);
  assert.deepEqual(pipelineChecks(null), []);
});

test('what Kafka let go of before it was read is lost, and is no passing trouble', () => {
  const [, lost] = checksOf({ indexers: [{ ...indexer, lost: 1200 }] });
  assert.deepEqual([lost?.name, lost?.state], ['Lost in Kafka', 'failed']);
  assert.match(lost?.says ?? '', /^1.200 records were lost/);
  assert.match(lost?.mend ?? '', /retention\.bytes/);
});

test('dead letters are told with where they are kept: of indexers, of the server itself, of both', () => {
  const deadIn = (indexers: number, server: number) => checksOf({ indexers: [{ ...indexer, dead: indexers }] }, { dead: server }).slice(1);
  assert.deepEqual(deadIn(0, 0), []);
  const [inKafka, inIndex, inBoth] = [deadIn(1200, 0), deadIn(0, 3), deadIn(2, 3)].map(([check]) => check);
  for (const check of [inKafka, inIndex, inBoth]) assert.deepEqual([check?.name, check?.state], ['Dead letters', 'warning']);
  assert.match(inKafka?.says ?? '', /^1.200 records in the last 15 minutes/);
  assert.equal(inKafka?.mend, 'They are kept in the topic sonde-dead-letter, each with the reason in its headers.');
  assert.equal(inIndex?.mend, 'They are kept in the indexes sonde-dead-letter-* of Elasticsearch, each with its reason.');
  assert.match(inBoth?.says ?? '', /^5 records/);
  assert.match(inBoth?.mend ?? '', /topic sonde-dead-letter.* and in the indexes sonde-dead-letter-\*/);
});

test('that Elasticsearch asks for less is told as what it is: no trouble by itself', () => {
  const [, asked] = checksOf({ indexers: [{ ...indexer, rejected: 40 }] }, { rejected: 2 });
  assert.deepEqual([asked?.name, asked?.state, asked?.says], ['Elasticsearch', 'info', 'it asked for less 42 times in the last 15 minutes']);
});
