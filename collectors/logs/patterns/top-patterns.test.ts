import assert from 'node:assert/strict';
import test from 'node:test';
import { Patterns } from './patterns.ts';
import { TopPatterns } from './top-patterns.ts';

const minuteMs = 60_000;

test('the patterns with the most lines of late are told with what they gain, and leave when others have more', () => {
  const patterns = new Patterns();
  const top = new TopPatterns(patterns);
  const say = (name: string, lines: number) => {
    for (let line = 0; line < lines; line += 1) patterns.see('process:shop', 'info', name, 0);
  };
  const word = (index: number) => String.fromCharCode(97 + (index % 26)).repeat(1 + Math.floor(index / 26));
  const text = (index: number) => Array(4).fill(word(index)).join(' ');
  for (let index = 0; index < 100; index += 1) say(text(index), 1);
  assert.deepEqual(top.take(0), { gains: [], gone: [] });
  for (let index = 0; index < 100; index += 1) say(text(index), 100 - index);
  top.take(minuteMs);
  say(text(0), 7);
  say(text(99), 1000);
  const { gains } = top.take(minuteMs + 5000);
  assert.equal(gains.length, 30);
  assert.equal(
    gains.reduce((sum, { lines }) => sum + lines, 0),
    7,
  );
  assert.ok(gains.some(({ pattern, lines }) => pattern.template.words[0] === 'a' && lines === 7));
  for (let minute = 2; minute < 30; minute += 1) {
    say(text(99), 1000);
    top.take(minute * minuteMs);
  }
  const last = top.take(30 * minuteMs).gains;
  assert.deepEqual(
    last.map(({ pattern }) => pattern.template.words[0]),
    [word(99)],
  );
});
