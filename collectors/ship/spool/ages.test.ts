import assert from 'node:assert/strict';
import test from 'node:test';
import { Ages } from './ages.ts';

test('a line is as old as the second in which it came', () => {
  const ages = new Ages();
  assert.equal(ages.of(1), undefined);
  ages.came(1, 10_000);
  ages.came(5, 10_500);
  ages.came(9, 12_000);
  assert.deepEqual(
    [1, 5, 8, 9, 20].map((sequence) => ages.of(sequence)),
    [10_000, 10_000, 10_000, 12_000, 12_000],
  );
  ages.forget(8);
  assert.equal(ages.of(8), 10_000);
  ages.forget(9);
  assert.equal(ages.of(9), 12_000);
});

test('of lines that wait for days it is known about when they came', () => {
  const ages = new Ages();
  const seconds = 5 * 86_400;
  for (let second = 0; second < seconds; second += 1) ages.came(second, second * 1000);
  for (const second of [0, 1000, seconds / 2, seconds - 1]) {
    const off = second * 1000 - (ages.of(second) ?? Number.NaN);
    assert.ok(off >= 0 && off < 600_000, `${second}: ${off} ms off`);
  }
});
