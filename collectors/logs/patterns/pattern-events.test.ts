import assert from 'node:assert/strict';
import test from 'node:test';
import { patternEvents } from './pattern-events.ts';
import { PatternWatch } from './pattern-watch.ts';
import { Patterns } from './patterns.ts';

/** What is told of the last of these minutes, each with its texts, written at `warn`. */
function told(minutes: readonly Readonly<Record<string, number>>[]): string[][] {
  const [watch, patterns] = [new PatternWatch(), new Patterns()];
  const each = minutes.map((minute) => {
    for (const [text, lines] of Object.entries(minute)) for (let line = 0; line < lines; line += 1) patterns.see('process:shop', 'warn', text, 0);
    return patternEvents(watch.minute(patterns.all()), new Date(0));
  });
  return each.at(-1)?.map(({ type, severity, message }) => [type, severity, message]) ?? [];
}

const usual = Array.from({ length: 13 }, () => ({ usual: 20 }));

test('a pattern that is new and one that comes much more often than is usual are events', () => {
  assert.deepEqual(told([...usual, { usual: 400, surprise: 2 }]), [
    ['log.pattern_rate', 'info', 'process:shop has written this 400 times in a minute, where 20 are usual: usual'],
    ['log.pattern_new', 'info', 'process:shop has never written this before (2): surprise'],
  ]);
});

test('of many at once it is told how many more there were', () => {
  const many = Object.fromEntries([...'abcdefghijklmno'].map((word, at) => [word, at + 1]));
  const all = told([...usual, { usual: 20, ...many }]);
  assert.equal(all.length, 11);
  assert.deepEqual(all.at(-1), ['log.patterns_changed', 'info', '5 more patterns of lines are new, or come much more or less often than is usual']);
});
