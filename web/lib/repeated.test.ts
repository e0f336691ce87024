import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathered, repeated } from './repeated.ts';

const told = ['refused (stands for at least 4)', 'refused', 'refused', 'timed out', 'refused'].map((message) => ({ message, severity: 'warning' }));
const counted = (groups: ReturnType<typeof repeated<(typeof told)[number]>>) => groups.map(({ newest: { message }, times }) => [message, times]);

test('what follows each other is told once', () => {
  assert.deepEqual(counted(repeated(told)), [
    ['refused (stands for at least 4)', 1],
    ['refused', 2],
    ['timed out', 1],
    ['refused', 1],
  ]);
});

test('or whatever says the same, wherever it stands', () => {
  assert.deepEqual(counted(gathered(told)), [
    ['refused (stands for at least 4)', 4],
    ['timed out', 1],
  ]);
});
