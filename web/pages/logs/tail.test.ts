import assert from 'node:assert/strict';
import test from 'node:test';
import type { LogRecord } from '#contract/logs.ts';
import { answered, freshLines, nextRound, noTail, withLines } from './tail.ts';

const line = (id: string, seconds = 0): LogRecord => ({
  id,
  time: `2026-01-01T00:00:0${seconds}Z`,
  level: 'info',
  identity: '',
  source: 's',
  message: id,
  attributes: {},
});
const ids = (lines: ReturnType<typeof freshLines>) => lines.map(({ record, dropped }) => (dropped === 0 ? record.id : `(${dropped}) ${record.id}`));

test('what comes stands below what is listed, each once, with what was dropped before it', () => {
  const listed = [line('b'), line('a')];
  const tail = withLines(withLines(noTail, { records: [line('b'), line('c')], dropped: 0 }, false), { records: [line('d'), line('e')], dropped: 7 }, false);
  assert.deepEqual(ids(freshLines(listed, tail)), ['c', '(7) d', 'e']);
});

test('lines stand by their time, also where those of one writer come later than those of another', () => {
  const shop = { records: [line('b', 2), line('d', 4)], dropped: 2 };
  const till = { records: [line('a', 1), line('c', 3), line('e', 4)], dropped: 0 };
  const tail = withLines(withLines(noTail, shop, false), till, false);
  assert.deepEqual(ids(freshLines([], tail)), ['a', '(2) b', 'c', 'd', 'e']);
});

test('while one reads nothing is added, but counted, and what is dropped too', () => {
  const tail = withLines(noTail, { records: [line('a'), line('b')], dropped: 3 }, true);
  assert.deepEqual([tail.came.length, tail.newer], [0, 5]);
  assert.equal(nextRound(tail).newer, 0);
});

test('once the list has come anew, what it holds leaves the tail; what came since stays', () => {
  const before = withLines(noTail, { records: [line('a')], dropped: 0 }, false);
  const after = withLines(nextRound(before), { records: [line('b')], dropped: 0 }, false);
  assert.deepEqual(ids(freshLines([], after)), ['a', 'b']);
  assert.deepEqual(ids(freshLines([], answered(after, 1))), ['b']);
  assert.equal(answered(after, 0), after);
});

test('what is held is bounded', () => {
  let tail = noTail;
  for (let round = 0; round < 30; round += 1)
    tail = withLines(tail, { records: Array.from({ length: 200 }, (_, at) => line(`${round}-${at}`)), dropped: 0 }, false);
  assert.equal(tail.came.length, 2000);
});
