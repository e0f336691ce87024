import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellingNames } from './series-names.ts';

test('lines are named by what tells them apart, and one alone by what it is about', () => {
  assert.deepEqual(tellingNames(['node=a device=sda job=x', 'node=b device=sda job=x'], 'all'), ['node=a', 'node=b']);
  assert.deepEqual(tellingNames(['node=a job=x'], 'node-1'), ['node-1']);
  const whole = (node: string, port: number) => `load{cluster="c 1", instance="10.0.0.1:${port}", node="${node}"}`;
  assert.deepEqual(tellingNames([whole('a', 1), whole('b', 2)], 'all'), ['node=a', 'node=b']);
  assert.deepEqual(tellingNames([whole('a', 1), whole('a', 2)], 'all'), ['instance=10.0.0.1:1', 'instance=10.0.0.1:2']);
});

test('where nothing would be left of one, all keep their names', () => {
  assert.deepEqual(tellingNames(['node=a', 'node=a device=sda'], ''), ['node=a', 'node=a device=sda']);
  assert.deepEqual(tellingNames([], 'all'), []);
});
