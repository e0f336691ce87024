import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitRepeats } from './repeats.ts';

const minuteMs = 60_000;
const line = (second: string, what: string) => `ts=2026-01-31T12:00:${second}.123Z level=error msg="${what}"`;

test('a line that comes again is said once, and how often it came once a minute', ({ mock }) => {
  mock.timers.enable({ apis: ['setInterval'] });
  const said: string[] = [];
  const relay = limitRepeats((text) => said.push(text));
  for (const second of ['01', '06', '11']) {
    relay(line(second, 'no space left'));
    relay(line(second, `of ${second}`));
  }
  relay('{"level":50,"time":"2026-01-31T12:00:00.123Z","msg":"away"}');
  relay('{"level":50,"time":"2026-01-31T12:00:05.123Z","msg":"away"}');
  const first = [
    line('01', 'no space left'),
    line('01', 'of 01'),
    line('06', 'of 06'),
    line('11', 'of 11'),
    '{"level":50,"time":"2026-01-31T12:00:00.123Z","msg":"away"}',
  ];
  assert.deepEqual(said, first);
  mock.timers.tick(minuteMs);
  assert.deepEqual(said.splice(0), [
    ...first,
    `repeated 2 times: ${line('11', 'no space left')}`,
    'repeated once: {"level":50,"time":"2026-01-31T12:00:05.123Z","msg":"away"}',
  ]);
  mock.timers.tick(minuteMs);
  assert.deepEqual(said, []);
  relay(line('59', 'no space left'));
  assert.deepEqual(said, [line('59', 'no space left')]);
});

test('however many lines differ, few are remembered and none is kept back', () => {
  const said: string[] = [];
  const relay = limitRepeats((text) => said.push(text));
  const many = Array.from({ length: 1200 }, (_, index) => `line ${index}`);
  for (const text of many) relay(text);
  assert.deepEqual(said, many);
  relay('line 0');
  assert.equal(said.at(-1), 'line 0');
});
