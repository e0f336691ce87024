import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardProcesses } from '../model/card-processes.ts';
import { mostWatched, ProcessWatch } from './process-watch.ts';

const none: CardProcesses = { state: 'told', told: { at: '2026-01-01T00:00:00Z', processes: [], more: 0, unknown: [] } };
const ids = (count: number) => Array.from({ length: count }, (_, at) => `process:p${at}`);

/** Answers are given by hand. */
function watched() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  let news = 0;
  const watch = new ProcessWatch(
    () => {
      news += 1;
    },
    (id) => {
      asked.push(id);
      return new Promise((resolve) => waiting.push(() => resolve(none)));
    },
  );
  const answerAll = async () => {
    while (waiting.length > 0) {
      for (const answer of waiting.splice(0)) answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { watch, asked, waiting, answerAll, news: () => news };
}

test('of a thousand cards in sight so many are asked for, a few at once, each once', async () => {
  const { watch, asked, waiting, answerAll } = watched();
  watch.see(ids(1000), false);
  assert.equal(waiting.length, 4);
  assert.equal(watch.known.size, mostWatched);
  for (let frame = 0; frame < 10; frame += 1) watch.see(ids(1000), false);
  await answerAll();
  watch.see(ids(1000), false);
  assert.deepEqual(asked.toSorted(), ids(mostWatched).toSorted());
  assert.ok([...watch.known.values()].every(({ state }) => state === 'told'));
  watch.see([], false);
});

test('nobody is asked while no card is near, and what was known then is forgotten', async () => {
  const { watch, asked, answerAll } = watched();
  watch.see([], false);
  assert.deepEqual(asked, []);
  watch.see(ids(3), false);
  await answerAll();
  watch.see([], false);
  assert.equal(watch.known.size, 0);
  watch.see(ids(1), false);
  assert.equal(watch.known.get('process:p0')?.state, 'asked');
  assert.equal(asked.length, 4);
  watch.see([], false);
});

test('what is answered after one has left is not heard', async () => {
  const { watch, answerAll } = watched();
  watch.see(ids(2), false);
  watch.see([], false);
  await answerAll();
  assert.equal(watch.known.size, 0);
});

test('of the past nobody is asked: it is said that only those of now are known', () => {
  const { watch, asked, news } = watched();
  watch.see(ids(2), true);
  assert.deepEqual([asked, [...watch.known.values()].map(({ state }) => state)], [[], ['unknown', 'unknown']]);
  const before = news();
  watch.see(ids(2), true);
  assert.equal(news(), before, 'nothing new');
});

test('a card that comes into sight is asked for, and what is known of the others stays', async () => {
  const { watch, asked, answerAll } = watched();
  watch.see(ids(2), false);
  await answerAll();
  watch.see(ids(3), false);
  assert.deepEqual(
    [...watch.known.values()].map(({ state }) => state),
    ['told', 'told', 'asked'],
  );
  await answerAll();
  assert.deepEqual(asked, ids(3));
  watch.see([], false);
});
