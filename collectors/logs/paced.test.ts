import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paced } from './paced.ts';

/** Of the processor. */
function burn(ms: number): void {
  const { user, system } = process.cpuUsage();
  for (;;) {
    const now = process.cpuUsage();
    if (now.user + now.system - user - system >= ms * 1000) return;
  }
}

const pace = { leastMs: 500, mostMs: 5000, mostAfterFindMs: 2000 };

test('what is over at once is done as often as it may be', (t) => {
  let nowMs = 0;
  t.mock.method(performance, 'now', () => nowMs);
  let times = 0;
  const look = paced(pace, () => {
    times += 1;
    return false;
  });
  for (; nowMs < 10_000; nowMs += 100) look();
  assert.equal(times, 20);
});

for (const [found, expected] of [
  [false, [0, 600, 5700, 10_800, 15_900]],
  [true, [0, 600, 2700, 4800, 6900, 9000, 11_100, 13_200, 15_300, 17_400, 19_500]],
] as const)
  test(`what costs much is done less often, but never after more than it may be where it found ${found ? 'something' : 'nothing'}`, (t) => {
    let nowMs = 0;
    t.mock.method(performance, 'now', () => nowMs);
    const doneMs: number[] = [];
    const costly = paced(pace, () => {
      // The allowed share of 20 s.
      burn(40);
      doneMs.push(nowMs);
      nowMs += 100;
      return found;
    });
    for (; nowMs < 20_000; nowMs += 100) costly();
    // What the first costs is not measured.
    assert.deepEqual(doneMs, expected);
  });
