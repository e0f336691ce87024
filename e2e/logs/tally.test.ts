import assert from 'node:assert/strict';
import test from 'node:test';
import { Tally } from './tally.ts';
import { lineOf } from './writer.ts';

function tallyOf(written: readonly number[], ...found: readonly (readonly number[])[]): Tally {
  const tally = new Tally(written);
  for (const [writer, numbers] of found.entries()) for (const number of numbers) tally.add(lineOf(writer, number));
  return tally;
}

test('what is missing is told in runs: at the start, within, at the end, all of a writer, and none', () => {
  const tally = tallyOf([6, 2, 2], [2, 4], [], [0, 1]);
  assert.deepEqual(tally.toldMissing(), ['writer-0 lines 0 to 1', 'writer-0 lines 3 to 3', 'writer-0 lines 5 to 5', 'writer-1 lines 0 to 1']);
  assert.deepEqual([tally.found, tally.missing, tally.strange], [4, 6, []]);
});

test('of many runs the first twenty are told', () => {
  const lines = 200_000;
  const every = Array.from({ length: lines / 2 }, (_, n) => 2 * n);
  assert.equal(tallyOf([lines], every).toldMissing().length, 20);
});
