import assert from 'node:assert/strict';
import { test } from 'node:test';
import { again } from './again.ts';
import type { Outcome } from './outcome.ts';

const outcome = (file: string, state: Outcome['state'], says = ''): Outcome => ({
  suite: 'given',
  file,
  name: file || 'the whole',
  state,
  durationMs: 1,
  says,
});

/** What becomes of them where each file passes when it runs once more, and which did run. */
async function second(outcomes: readonly Outcome[], most = 2) {
  const ran: string[] = [];
  const final = await again(outcomes, most, async (files) => {
    ran.push(...files);
    return files.map((file) => outcome(file, 'passed'));
  });
  return { ran, final };
}

test('what failed beside others runs once more, and what it said before is kept', async () => {
  const { ran, final } = await second([outcome('a', 'passed'), outcome('b', 'failed', 'too slow')]);
  assert.deepEqual(ran, ['b']);
  assert.deepEqual(final, [outcome('a', 'passed'), outcome('b', 'passed', 'too slow')]);
});

test('where many failed, nothing runs once more', async () => {
  const failed = ['a', 'b', 'c'].map((file) => outcome(file, 'failed', 'why'));
  assert.deepEqual(await second(failed), { ran: [], final: failed });
});

test('where a process did not tell of all its tests, those that failed before are not run alone and taken for all', async () => {
  const cut = [outcome('a', 'passed'), outcome('b', 'failed', 'why'), outcome('', 'failed', 'its process did not end within 1200 s')];
  assert.deepEqual(await second(cut), { ran: [], final: cut });
});

test('that the second run was cut off is told beside what passed in it', async () => {
  const cut = outcome('', 'failed', 'its process did not end within 1200 s');
  const final = await again([outcome('a', 'failed', 'why')], 1, async () => [outcome('a', 'passed'), cut]);
  assert.deepEqual(final, [outcome('a', 'passed', 'why'), cut]);
});
