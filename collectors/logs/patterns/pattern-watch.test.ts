import assert from 'node:assert/strict';
import test from 'node:test';
import type { LogLevel } from '#contract/log-levels.ts';
import { PatternWatch } from './pattern-watch.ts';
import { Patterns } from './patterns.ts';

/** Minutes of lines, and what was said of each. */
function minutes(all: readonly Readonly<Record<string, number>>[], level: LogLevel = 'error') {
  const patterns = new Patterns();
  const watch = new PatternWatch();
  return all.map((minute) => {
    for (const [text, lines] of Object.entries(minute)) for (let line = 0; line < lines; line += 1) patterns.see('a', level, text, 0);
    const { changes, others } = watch.minute(patterns.all());
    return [...changes.map(({ is, pattern, lines }) => `${is} ${pattern.template.words.join(' ')} ${lines}`), ...(others > 0 ? [`${others} others`] : [])];
  });
}

const times = (count: number, minute: Readonly<Record<string, number>>) => Array.from({ length: count }, () => minute);

test('what a writer that is known has never written before is new', () => {
  assert.deepEqual(minutes([...times(13, { usual: 3 }), { usual: 3, surprise: 2 }, { usual: 3, surprise: 5 }]).slice(-3), [[], ['new surprise 2'], []]);
});

test('of a writer that is new itself, and at levels below warn, nothing is', () => {
  assert.deepEqual(minutes([{ one: 3 }, { two: 3 }, { three: 1 }]).flat(), []);
  assert.deepEqual(minutes([...times(13, { usual: 3 }), { surprise: 2 }], 'info').flat(), []);
});

test('ten times as many lines as is usual are a change, and so is a tenth; after that it is the usual', () => {
  assert.deepEqual(minutes([...times(13, { x: 20 }), { x: 199 }, { x: 400 }, { x: 400 }, { x: 300 }, {}, {}]).flat(), ['more x 400', 'less x 0']);
});

test('a few more of what is rare are no change', () => {
  assert.deepEqual(minutes([...times(13, { x: 1 }), { x: 99 }]).flat(), []);
});

test('many at once are told by those with the most lines', () => {
  const words = [...'abcdefghijklmno'];
  const said = minutes([...times(13, { usual: 1 }), Object.fromEntries(words.map((word, at) => [word, at + 1]))]).at(-1);
  assert.deepEqual([said?.[0], said?.length, said?.at(-1)], ['new o 15', 11, '5 others']);
});
