import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onceStarted } from './once-started.ts';

test('what does not listen yet is asked until it answers; from then on a failure is told at once', async () => {
  const answers = [new Error('not yet'), new Error('not yet'), 'there', new Error('gone'), 'back'];
  const { ask } = onceStarted(async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  }, 60_000);
  assert.equal(await ask(), 'there');
  await assert.rejects(ask, /gone/);
  assert.equal(await ask(), 'back');
});

test('what never answers has failed after a while, and at once when nobody waits any more', async () => {
  const never = async () => assert.fail('never');
  await assert.rejects(onceStarted(never, 0).ask, /never/);
  const { ask, stop } = onceStarted(never, 60_000);
  const asked = ask();
  stop();
  await assert.rejects(asked, /never/);
});
