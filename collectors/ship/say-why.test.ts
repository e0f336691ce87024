import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayWhy } from './say-why.ts';

function saying() {
  const said: string[] = [];
  return { said, why: sayWhy(3, (text) => said.push(text)) };
}

test('why something fails is said from the third failure in a row on, and what else it fails of later, each once', () => {
  const { said, why } = saying();
  for (const [at, text] of ['away', 'away', 'away', 'away', 'it answered 401: no', 'away', 'it answered 503: later', 'it answered 401: no'].entries())
    why(at + 1, text);
  assert.deepEqual(said, ['away', 'it answered 401: no', 'it answered 503: later']);
});

test('what it fails of once it has gone again is said again', () => {
  const { said, why } = saying();
  for (const failures of [1, 2, 3, 4, 1, 2, 1, 2, 3]) why(failures, 'away');
  assert.deepEqual(said, ['away', 'away']);
});

test('reasons that vary by how much, how long and from which port are one, and others are not said without end', () => {
  const { said, why } = saying();
  for (let failures = 1; failures <= 100; failures += 1) why(failures, `sending ${failures} records to 127.0.0.1:${40_000 + failures} timed out`);
  assert.deepEqual(said, ['sending 3 records to 127.0.0.1:40003 timed out']);
  for (let failures = 101; failures <= 200; failures += 1) why(failures, `request ${'x'.repeat(failures)} failed`);
  assert.equal(said.length, 10);
});
