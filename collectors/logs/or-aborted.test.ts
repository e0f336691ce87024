import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { orAborted } from './or-aborted.ts';

const never = new Promise<string>(() => {});

test('a signal keeps nothing of the works that it could have ended', async () => {
  const { signal } = new AbortController();
  for (let number = 0; number < 100; number += 1) {
    assert.equal(await orAborted(Promise.resolve('done'), signal, 'ended'), 'done');
    await assert.rejects(orAborted(Promise.reject(new Error('broken')), signal, 'ended'), /broken/);
  }
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('nobody waits for a work that the signal ends, or had ended before', async () => {
  const ending = new AbortController();
  const waiting = orAborted(never, ending.signal, 'ended');
  assert.equal(getEventListeners(ending.signal, 'abort').length, 1);
  ending.abort();
  assert.equal(await waiting, 'ended');
  assert.equal(await orAborted(never, ending.signal, 'ended'), 'ended');
  assert.equal(getEventListeners(ending.signal, 'abort').length, 0);
});
