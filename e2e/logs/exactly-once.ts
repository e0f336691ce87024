import assert from 'node:assert/strict';
import { eventually } from '../whole/eventually.ts';
import type { Pair } from './pair.ts';
import type { Writer } from './writer.ts';

const settledMs = 60_000;

function tally(messages: Iterable<string>): Map<string, number> {
  const times = new Map<string, number>();
  for (const message of messages) times.set(message, (times.get(message) ?? 0) + 1);
  return times;
}

/** Enough of many to see what they have in common. */
function ends<T>(many: readonly T[]): (T | number)[] {
  return many.length <= 20 ? [...many] : [...many.slice(0, 10), many.length, ...many.slice(-10)];
}

/** Every line that was written is there, each once. */
export async function assertOnce(pair: Pair, writers: readonly Writer[]): Promise<void> {
  const written = writers.flatMap(({ lines }) => lines);
  const late = await eventually('as many lines as were written', settledMs, async () => {
    const { total } = await pair.histogram({ from: '0', buckets: '1' });
    assert.ok(total >= written.length, `${total} of ${written.length}`);
    return undefined;
  }).catch((cause: unknown) => cause);
  const times = tally((await pair.all({ from: '0' })).map(({ message }) => message));
  const missing = written.filter((line) => !times.has(line));
  const strange = [...times].filter(([, count]) => count !== 1);
  assert.deepEqual({ missing: ends(missing), strange: ends(strange), late }, { missing: [], strange: [], late: undefined });
  assert.equal(times.size, written.length);
}
