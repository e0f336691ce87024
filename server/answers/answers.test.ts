import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Prepared, prepare } from './prepared.ts';
import { type Refresher, refresher } from './refresher.ts';
import { shared } from './shared.ts';

interface Reply {
  at: string;
  stale: { reason: string } | null;
}

function counted(restIntervalMs: number | null = null): {
  answers: Refresher<Prepared<Reply>>;
  made: () => number;
  fail: (yes: boolean) => void;
  failures: () => number;
} {
  let made = 0;
  let failing = false;
  let failures = 0;
  const answers = refresher<Prepared<Reply>>({
    intervalMs: 50,
    restIntervalMs,
    make: async () => {
      await nextTurn();
      made += 1;
      if (failing) throw new Error('away');
      return await prepare({ at: `answer ${made}`, stale: null });
    },
    stale: ({ value }, stale) => prepare({ ...value, stale }),
    madeAt: ({ value }) => value.at,
    reasonOf: (error) => (error instanceof Error ? error.message : ''),
    onFailure: () => {
      failures += 1;
    },
  });
  return {
    answers,
    made: () => made,
    fail: (yes) => {
      failing = yes;
    },
    failures: () => failures,
  };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'waited for 10 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a hundred who ask at once get one answer', async () => {
  const { answers, made } = counted();
  const got = await Promise.all(Array.from({ length: 100 }, () => answers.get()));
  assert.equal(made(), 1);
  assert.equal(new Set(got.map(({ json }) => json)).size, 1);
  await answers.stop();
});

test('while nobody looks nothing is made; while someone follows, each answer reaches them', async () => {
  const { answers, made } = counted();
  await answers.get();
  const heard: string[] = [];
  const unfollow = answers.follow(({ value }) => heard.push(value.at));
  await until(() => heard.length >= 3);
  unfollow();
  assert.deepEqual(heard, [...new Set(heard)]);
  assert.ok(made() >= 4);
  await answers.stop();
  const ended = made();
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal(made(), ended);
});

test('the last good answer is given as stale while a new one can’t be made, and the failure is told once', async () => {
  const { answers, fail, failures } = counted();
  await answers.get();
  fail(true);
  await until(() => answers.peek()?.value.stale !== null);
  const { value } = await answers.get();
  assert.deepEqual(value.stale, { since: value.at, reason: 'away' });
  assert.equal(failures(), 1);
  fail(false);
  await until(() => answers.peek()?.value.stale === null);
  await answers.stop();
});

test('without a good answer the failure is the answer', async () => {
  const { answers, fail } = counted();
  fail(true);
  await assert.rejects(answers.get(), /away/);
  await assert.rejects(answers.get(), /away/);
  await answers.stop();
});

test('shared answers are made once per key, kept for a while, and bounded', async () => {
  const made: string[] = [];
  const answers = shared<string>(2);
  const get = (key: string, keepMs = 60_000) =>
    answers.get(key, keepMs, async () => {
      await nextTurn();
      made.push(key);
      return key.toUpperCase();
    });
  assert.deepEqual(await Promise.all([get('a'), get('a'), get('a')]), ['A', 'A', 'A']);
  await get('b');
  await get('a');
  await get('c');
  await get('a');
  assert.deepEqual(made, ['a', 'b', 'c']);
  await get('b');
  assert.deepEqual(made, ['a', 'b', 'c', 'b']);
  await get('d', 0);
  await get('d');
  assert.deepEqual(made.slice(-2), ['d', 'd']);
});

test('a failure is shared by those who wait, and kept for nobody after them', async () => {
  const answers = shared<string>(2);
  let tries = 0;
  const get = () =>
    answers.get('key', 60_000, async () => {
      await nextTurn();
      tries += 1;
      if (tries === 1) throw new Error('once');
      return 'well';
    });
  const both = await Promise.allSettled([get(), get()]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(await get(), 'well');
});

test('answers that weigh more than is kept go, the oldest first; the last stays, however heavy', async () => {
  const made: string[] = [];
  const answers = shared<string>(10, { most: 5, weigh: (text) => text.length });
  const get = (key: string) =>
    answers.get(key, 60_000, async () => {
      made.push(key);
      return key;
    });
  for (const key of ['aa', 'bbb', 'aa', 'cc', 'aa', 'bbb', 'long as it is', 'long as it is', 'aa']) await get(key);
  assert.deepEqual(made, ['aa', 'bbb', 'cc', 'bbb', 'long as it is', 'aa']);
});

test('who asks while a new answer takes long gets the last one', async () => {
  let finish = (): void => undefined;
  let made = 0;
  const answers = refresher<number>({
    intervalMs: 20,
    restIntervalMs: null,
    make: async () => {
      made += 1;
      await new Promise<void>((resolve) => {
        finish = resolve;
        if (made === 1) setTimeout(resolve, 300);
      });
      return made;
    },
    stale: async (answer) => answer,
    madeAt: String,
    reasonOf: String,
    onFailure: () => undefined,
  });
  assert.equal(await answers.get(), 1);
  await until(() => made === 2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await answers.get(), 1);
  finish();
  await until(() => answers.peek() === 2);
  const stopped = answers.stop();
  finish();
  await stopped;
});

test('who comes after a rest gets the answer of the rest where a new one takes long, and is told of that when it is there', async () => {
  let finish = (): void => undefined;
  let made = 0;
  const answers = refresher<number>({
    intervalMs: 20,
    restIntervalMs: 60_000,
    make: async () => {
      made += 1;
      if (made > 1)
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      return made;
    },
    stale: async (answer) => answer,
    madeAt: String,
    reasonOf: String,
    onFailure: () => undefined,
  });
  await until(() => answers.peek() === 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const heard: number[] = [];
  const unfollow = answers.follow((answer) => heard.push(answer));
  assert.equal(await answers.get(), 1);
  assert.equal(made, 2);
  finish();
  await until(() => heard.length > 0);
  assert.equal(heard[0], 2);
  unfollow();
  const stopped = answers.stop();
  finish();
  await stopped;
});
