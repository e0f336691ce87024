import assert from 'node:assert/strict';
import { test } from 'node:test';
import { externalNames } from './external-names.ts';

const address = (last: number) => Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? last : 0));

test('a name holds until its time is over', () => {
  let nowMs = 0;
  const names = externalNames(() => nowMs);
  names.learn(address(1), 'example.com', 1000);
  nowMs = 999;
  assert.equal(names.nameOf(address(1)), 'example.com');
  nowMs = 1000;
  assert.equal(names.nameOf(address(1)), undefined);
});

test('the newest name of an address is the one it has', () => {
  const names = externalNames(() => 0);
  names.learn(address(1), 'one.example', 1000);
  names.learn(address(1), 'two.example', 500);
  assert.equal(names.nameOf(address(1)), 'two.example');
  assert.equal(names.nameOf(address(2)), undefined);
});

test('of too many those that were learnt longest ago are forgotten', () => {
  const names = externalNames(() => 0, 3);
  for (const last of [1, 2, 3]) names.learn(address(last), `${last}.example`, 1000);
  names.learn(address(1), 'again.example', 1000);
  names.learn(address(4), '4.example', 1000);
  assert.deepEqual(
    [1, 2, 3, 4].map((last) => names.nameOf(address(last))),
    ['again.example', undefined, '3.example', '4.example'],
  );
});
