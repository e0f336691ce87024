import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayOnce } from './say-once.ts';

test('a text is said once while it comes again and again, and is forgotten after hundreds of others', () => {
  const lines: string[] = [];
  const say = sayOnce((text) => lines.push(text));
  for (let n = 0; n < 1000; n++) {
    say('again');
    say(`text ${n}`);
  }
  assert.equal(lines.length, 1001);
  say('text 999');
  assert.equal(lines.length, 1001);
  say('text 0');
  assert.equal(lines.at(-1), 'text 0');
});
