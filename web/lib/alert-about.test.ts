import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedNames } from './alert-about.ts';

test('of alerts about one thing, those of the same name are told apart by more than their name', () => {
  const named = (...names: string[]) => [...sharedNames(names.map((name) => ({ name })))];
  assert.deepEqual(named('NodeFsAlmostFull', 'NodeMemoryHigh', 'NodeFsAlmostFull', 'NodeFsAlmostFull'), ['NodeFsAlmostFull']);
  assert.deepEqual(named('NodeFsAlmostFull', 'NodeMemoryHigh'), []);
});
