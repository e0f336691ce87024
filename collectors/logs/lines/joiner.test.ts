import assert from 'node:assert/strict';
import test from 'node:test';
import { cases, joined } from './fixtures/joined.ts';
import { Joiner } from './joiner.ts';

for (const [name, messages] of Object.entries(cases)) {
  test(name, () =>
    assert.deepEqual(
      joined(messages.flat()),
      messages.map((lines) => lines.join('\n')),
    ),
  );
}

test('each source has its own messages', () => {
  const texts: string[] = [];
  const joiner = new Joiner<string>((more) => texts.push(...more.map(({ text }) => text)));
  for (const [source, text] of [
    ['a', 'one'],
    ['b', 'uno'],
    ['a', '  two'],
    ['b', 'due'],
  ] as const)
    joiner.add(source, { text, bytes: 3, stream: '', readMs: 0, place: '' });
  joiner.releaseAll();
  assert.deepEqual(texts, ['uno', 'one\n  two', 'due']);
});

test('a line of another stream is another message', () => {
  const texts: string[] = [];
  const joiner = new Joiner<string>((more) => texts.push(...more.map(({ text }) => text)));
  for (const [stream, text] of [
    ['stdout', 'one'],
    ['stderr', '  two'],
    ['stdout', '  three'],
  ] as const)
    joiner.add('a', { text, bytes: 3, stream, readMs: 0, place: '' });
  joiner.releaseAll();
  assert.deepEqual(texts, ['one', '  two', '  three']);
});

test('what goes on for ever is cut into messages of 500 lines, and nothing is left out', () => {
  const lines = ['head', ...Array.from({ length: 1200 }, (_, at) => `  ${at}`)];
  const messages = joined(lines);
  assert.deepEqual(
    messages.map((text) => text.split('\n').length),
    [500, 500, 201],
  );
  assert.equal(messages.join('\n'), lines.join('\n'));
});

test('a message has at most 256 KiB, but for one line that is longer', () => {
  const indented = `  ${'x'.repeat(100 << 10)}`;
  assert.deepEqual(
    joined(['head', indented, indented, indented, 'y'.repeat(1 << 20), '  z']).map(({ length }) => length),
    [4 + 2 * (indented.length + 1), indented.length, 1 << 20, 3],
  );
});

test('a line does not wait for the next one for long', () => {
  const times = [0, 100, 300, 300];
  assert.deepEqual(
    joined(['one', '  two', '  three', 'four'], (at) => times[at] ?? 0),
    ['one\n  two', '  three', 'four'],
  );
  const slow = joined(['head', ...Array.from({ length: 30 }, (_, at) => `  ${at}`)], (at) => at * 100);
  assert.equal(slow[0]?.split('\n').length, 20);
});
