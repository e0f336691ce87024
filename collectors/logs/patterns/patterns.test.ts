import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { maskedOf } from './masked.ts';
import { keptPatterns } from './pattern-file.ts';
import { Patterns } from './patterns.ts';

const nowMs = Date.parse('2026-06-12T08:00:00Z');

function templatesOf(lines: readonly string[], patterns = new Patterns()): string[] {
  for (const line of lines) patterns.see('a', 'info', line, nowMs);
  return [...patterns.all()].map(({ template }) => template.words.join(' '));
}

const masked: readonly (readonly [text: string, masked: string])[] = [
  ['', ''],
  ['  plain \t words ', 'plain words'],
  ['order 17 took=3.2ms of user:7, 42.10 EUR', 'order <*> took=<*> of user:<*> <*> EUR'],
  ['2026-06-12T07:01:02Z INFO [http-8080-exec-3] c.s.Cart - added', '<*> INFO <*> c.s.Cart - added'],
  ['first line 1\nsecond', 'first line <*>'],
  ['a=b=3 x1=2', 'a=b=<*> <*>'],
];

for (const [text, expected] of masked) test(`what stays of ${JSON.stringify(text)}`, () => assert.equal(maskedOf(text), expected));

test('lines that differ in numbers are of one pattern', () => {
  assert.deepEqual(templatesOf(['order 17 placed in 3 ms', 'order 18 placed in 4 ms', 'order 19 placed']), ['order <*> placed in <*> ms', 'order <*> placed']);
});

test('where lines differ in a name among words that stay, it is a variable', () => {
  assert.deepEqual(templatesOf(['Failed password for bob from 10.0.0.7 port 4000', 'Failed password for alice from 10.0.0.8 port 4001']), [
    'Failed password for <*> from <*> port <*>',
  ]);
});

test('what differs in more than that, or has few words, is something else', () => {
  assert.deepEqual(templatesOf(['connection opened', 'connection closed', 'the cart of bob was emptied', 'a shop in town has moved']), [
    'connection opened',
    'connection closed',
    'the cart of bob was emptied',
    'a shop in town has moved',
  ]);
});

test('an id stays the same while its pattern becomes wider, and is another for another writer or level', () => {
  const patterns = new Patterns();
  const first = patterns.see('a', 'info', 'user bob has logged in', nowMs);
  const { id } = first;
  assert.equal(patterns.see('a', 'info', 'user eve has logged in', nowMs), first);
  assert.deepEqual([first.template.words.join(' '), first.id, first.lines], ['user <*> has logged in', id, 2]);
  assert.notEqual(patterns.see('b', 'info', 'user bob has logged in', nowMs).id, id);
  assert.notEqual(patterns.see('a', 'warn', 'user bob has logged in', nowMs).id, id);
  assert.equal(new Patterns().see('a', 'info', 'user bob has logged in', nowMs).id, id);
});

/** A word without a digit, another for each number. */
const word = (number: number) => [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

test('a writer of ever new texts has 200 patterns, and one for all others', () => {
  const patterns = new Patterns();
  for (let number = 0; number < 5000; number += 1) patterns.see('a', 'info', `${word(number)} ${word(number * 7)} x`, nowMs);
  const all = [...patterns.all()];
  assert.equal(all.length, 201);
  assert.equal(all.find(({ template }) => template.words.join(' ') === '<*>')?.lines, 4800);
  patterns.see('a', 'info', 'seen the day after', nowMs + 25 * 3_600_000);
  assert.ok([...patterns.all()].some(({ template }) => template.words.join(' ') === 'seen the day after'));
});

test('many writers have as many patterns as there is room for', () => {
  const patterns = new Patterns();
  for (let writer = 0; writer < 3000; writer += 1) for (let number = 0; number < 20; number += 1) patterns.see(`writer ${writer}`, 'info', word(number), nowMs);
  assert.ok(patterns.count <= 11_000, String(patterns.count));
  assert.equal([...patterns.all()].length, patterns.count);
});

test('patterns are known again after a restart', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-patterns-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'patterns.json');
  const before = keptPatterns(path, (trouble) => assert.fail(String(trouble)));
  const { id } = before.patterns.see('a', 'info', 'user bob has logged in', nowMs);
  before.patterns.see('a', 'info', 'user eve has logged in', nowMs);
  before.close();
  const after = keptPatterns(path, (trouble) => assert.fail(String(trouble)));
  const again = after.patterns.see('a', 'info', 'user mallory has logged in', nowMs);
  assert.deepEqual([again.id, again.lines, after.patterns.count], [id, 3, 1]);
  after.close();
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -5));
  const troubles: unknown[] = [];
  const anew = keptPatterns(path, (trouble) => troubles.push(trouble));
  assert.equal(anew.patterns.count, 0);
  assert.match(String(troubles), /learnt anew/);
  anew.close();
});
