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

test('what is over at once is done as often as it may be', (t) => {
  let nowMs = 0;
  t.mock.method(performance, 'now', () => nowMs);
  let times = 0;
  const look = paced({ leastMs: 500, mostMs: 2000 }, () => {
    times += 1;
  });
  for (; nowMs < 10_000; nowMs += 100) look();
  assert.equal(times, 20);
});

test('what costs much is done less often, and never less often than is told', (t) => {
  let nowMs = 0;
  t.mock.method(performance, 'now', () => nowMs);
  const doneMs: number[] = [];
  const costly = paced({ leastMs: 500, mostMs: 2000 }, () => {
    burn(40);
    doneMs.push(nowMs);
    nowMs += 100;
  });
  for (; nowMs < 20_000; nowMs += 100) costly();
  // The first is not measured; 40 ms are the allowed share of 20 s.
  assert.deepEqual(doneMs, [0, 600, 2700, 4800, 6900, 9000, 11_100, 13_200, 15_300, 17_400, 19_500]);
});
