import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recent } from './recent.ts';

test('what is asked for again and again stays, what is not goes', () => {
  const known = recent<number>(3);
  known.set('often', 0);
  known.set('once', 0);
  for (let index = 0; index < 10; index += 1) {
    known.set(`new ${index}`, index);
    assert.equal(known.get('often'), 0);
    assert.equal(known.get(`new ${index}`), index);
  }
  assert.equal(known.get('once'), undefined);
  assert.equal(known.get('new 1'), undefined);
});
