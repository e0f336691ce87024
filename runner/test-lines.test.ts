import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomesOf } from './test-lines.ts';

const started = (name: string) => JSON.stringify({ started: name });
const ended = (name: string, state: 'passed' | 'failed') => JSON.stringify({ ended: name, state, durationMs: 1, says: state === 'failed' ? 'the reason' : '' });
const one = [started('fine'), ended('fine', 'passed'), started('wrong'), ended('wrong', 'failed')];

/** `state: name says` of each. */
function told(lines: readonly string[], { failure, code }: { readonly failure: string; readonly code: number | null }): string[] {
  return outcomesOf(lines.join('\n'), { failure, code, output: '' }).map(({ state, name, says }) => `${state}: ${name} ${says}`.trimEnd());
}

test('a process that told of all its tests failed for those that did, and for nothing else', () => {
  assert.deepEqual(told(one, { failure: 'ended with exit code 1', code: 1 }), ['passed: fine', 'failed: wrong the reason']);
  assert.deepEqual(told(one.slice(0, 2), { failure: '', code: 0 }), ['passed: fine']);
});

test('a process that failed though none of its tests did has failed as a whole', () => {
  assert.deepEqual(told(one.slice(0, 2), { failure: 'ended with exit code 1', code: 1 }), [
    'passed: fine',
    'failed: the whole its process ended with exit code 1',
  ]);
});

test('a process that was killed has failed as a whole, whatever failed before', () => {
  assert.deepEqual(told([...one, started('slow')], { failure: 'did not end within 1200 s', code: null }), [
    'passed: fine',
    'failed: wrong the reason',
    'failed: the whole its process did not end within 1200 s, during: slow',
  ]);
  assert.deepEqual(told(one, { failure: 'was ended by SIGKILL', code: null }).at(-1), 'failed: the whole its process was ended by SIGKILL');
});

test('a process that ended amid a test, or otherwise than for failed tests, has failed as a whole, whatever failed before', () => {
  assert.deepEqual(told([...one, started('exits')], { failure: 'ended with exit code 1', code: 1 }).slice(2), [
    'failed: the whole its process ended with exit code 1, during: exits',
  ]);
  assert.deepEqual(told(one, { failure: 'ended with exit code 3', code: 3 }).slice(2), ['failed: the whole its process ended with exit code 3']);
});
