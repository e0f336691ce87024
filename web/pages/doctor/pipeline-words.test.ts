import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexerText, standOf, stateOf, storeTroubles } from './pipeline-words.ts';

const indexer = { node: 'a', instance: 'a:8408', joined: true, storedPerSecond: 1200, dead: 0, lost: 0, pauses: 0, rejected: 0 };
const plain = (text: string) => text.replaceAll('\u202f', ' ');

test('what waits in Kafka is told with its age; that nobody tells is not that nothing waits', () => {
  assert.equal(standOf({ lagRecords: 0, lagSeconds: 0 }), 'all of it is stored');
  assert.equal(plain(standOf({ lagRecords: 7, lagSeconds: 90 })), 'the oldest waits for 90.0 s');
  assert.equal(standOf({ lagRecords: null, lagSeconds: null }), 'not known');
});

test('an indexer tells what it stores, and of the last quarter of an hour only what went wrong', () => {
  assert.equal(plain(indexerText(indexer)), '1.20k/s stored');
  assert.equal(indexerText({ ...indexer, storedPerSecond: null }), 'not known');
  assert.equal(
    indexerText({ ...indexer, joined: false, storedPerSecond: null, dead: 3, lost: 5, pauses: 7, rejected: 9 }),
    'not in its group in Kafka; in 15 minutes 3 to the dead letters, 5 lost in Kafka, 7 waits for Elasticsearch, 9 times asked for less',
  );
});

test('what of an indexer is to be mended is marked; that it does not tell is no state', () => {
  assert.equal(stateOf(indexer), undefined);
  assert.equal(stateOf({ ...indexer, joined: null }), undefined);
  assert.equal(stateOf({ ...indexer, dead: 3 }), 'warning');
  assert.equal(stateOf({ ...indexer, dead: 3, lost: 1 }), 'critical');
  assert.equal(stateOf({ ...indexer, joined: false }), 'critical');
});

test('so does the server of what it writes itself', () => {
  const store = { engine: 'elasticsearch', lines: 1, bytes: 1, dead: 0, rejected: 0 } as const;
  assert.equal(storeTroubles(store), '');
  assert.equal(storeTroubles({ ...store, dead: 2 }), '; in 15 minutes 2 to the dead letters');
});
