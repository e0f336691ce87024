import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathered, repeated } from './repeated.ts';

const told = ['refused', 'refused', 'timed out', 'refused'].map((message, at) => ({ message, severity: 'warning', count: at === 0 ? 4 : 1 }));
const counted = (groups: ReturnType<typeof repeated<(typeof told)[number]>>) => groups.map(({ newest: { message }, times }) => [message, times]);

test('what follows each other is told once', () => {
  assert.deepEqual(counted(repeated(told)), [
    ['refused', 5],
    ['timed out', 1],
    ['refused', 1],
  ]);
});

test('or whatever says the same, wherever it stands', () => {
  assert.deepEqual(counted(gathered(told)), [
    ['refused', 6],
    ['timed out', 1],
  ]);
});
