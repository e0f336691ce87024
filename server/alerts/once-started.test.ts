import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onceStarted } from './once-started.ts';

const lately = { withinMs: 60_000, isThere: () => true };

test('nobody is asked before it is there', async () => {
  const seen = [false, false, true];
  let asked = 0;
  const { ask } = onceStarted(async () => (asked += 1), { withinMs: 60_000, isThere: () => seen.shift() ?? false });
  assert.deepEqual([await ask(), seen.length], [1, 0]);
  assert.equal(await ask(), 2);
});

test('what does not listen yet is asked until it answers; from then on a failure is told at once', async () => {
  const answers = [new Error('not yet'), new Error('not yet'), 'there', new Error('gone'), 'back'];
  const { ask } = onceStarted(async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  }, lately);
  assert.equal(await ask(), 'there');
  await assert.rejects(ask, /gone/);
  assert.equal(await ask(), 'back');
});

test('what never answers has failed after a while, and at once when nobody waits any more', async () => {
  const never = async () => assert.fail('never');
  await assert.rejects(onceStarted(never, { ...lately, withinMs: 0 }).ask, /never/);
  const { ask, stop } = onceStarted(never, lately);
  const asked = ask();
  stop();
  await assert.rejects(asked, /never/);
});
