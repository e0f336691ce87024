import assert from 'node:assert/strict';
import test from 'node:test';
import { byLatest } from './chart-lines.ts';

const line = (label: string, ...values: readonly (number | null)[]) => ({ label, colour: '--cat-1', values });

test('by what they are now: the largest first, a gap at the end is passed over, what was never known is last', () => {
  const lines = [line('small', 9, 1), line('unknown', null, null), line('large', 0, 5), line('gap', 3, null), line('as small', 1)];
  assert.deepEqual(
    byLatest(lines).map(({ label }) => label),
    ['large', 'gap', 'small', 'as small', 'unknown'],
  );
});
