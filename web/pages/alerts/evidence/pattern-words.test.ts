import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChangedPatterns, changeOf, comparedWith } from './pattern-words.ts';

type Counted = NonNullable<ChangedPatterns>;

const at = (minute: number) => new Date(Date.UTC(2026, 0, 31, 10, minute)).toISOString();
const between = (from: number, to: number) => ({ from: at(from), to: at(to) });
const one = { app: 'shop', pattern: 'order <*>', query: 'app=shop pattern=A' };
const counted = (more: Partial<Counted> = {}): Counted => ({
  query: 'app=shop',
  during: between(10, 20),
  before: between(0, 10),
  keptFrom: at(0),
  isChanged: true,
  found: [{ ...one, before: 10, during: 30 }],
  ...more,
});
const plain = (text: string) => text.replaceAll('\u202f', ' ');
const says = (before: number | null, during: number, of: Partial<Counted> = {}) => changeOf({ ...one, before, during }, counted(of)).says;

test('a pattern is told by how much more or less often it came, whichever of the two times is longer', () => {
  assert.equal(says(10, 30), '×\u202f3.0');
  assert.equal(says(30, 10), '−67\u202f%');
  assert.equal(says(10, 30, { before: between(8, 10) }), '−40\u202f%');
  assert.equal(plain(changeOf({ ...one, before: 10, during: 30 }, counted({ before: between(8, 10) })).by), '30 lines in 10 min, 10 in 2 min before');
  assert.deepEqual([says(0, 3), says(3, 0)], ['new', 'gone']);
});

test('with nothing to compare with, or where nothing changed, it is told by its lines', () => {
  assert.equal(says(null, 1234, { before: null }), '1.23k');
  assert.equal(says(1230, 1234, { isChanged: false }), '1.23k');
});

test('with what it is compared is said where that is not as long a time before', () => {
  const words = (of: Partial<Counted> | null) => plain(comparedWith(of === null ? null : counted(of), 'UTC'));
  assert.equal(words({ keptFrom: at(1) }), '');
  assert.equal(
    words({ isChanged: false }),
    'No pattern of its lines became much more or less than in the 10 min before. What it says most, warnings and errors first:',
  );
  assert.match(words({ isChanged: false, found: [] }), /than in the 10 min before\. It has said nothing meanwhile\.$/);
  assert.match(words({ before: between(8, 10), keptFrom: at(8) }), /^Held against the 2 min before/);
  assert.equal(
    words({ before: null, keptFrom: at(17), isChanged: false }),
    'Nothing to compare with: the first line that is kept is of 10:17:00, 3 min earlier. What it says most, warnings and errors first:',
  );
  assert.match(words({ before: null, keptFrom: at(17), found: [] }), /3 min earlier\. It has said nothing meanwhile\.$/);
  assert.equal(words({ before: null, keptFrom: null, found: [] }), 'No line of that time is kept.');
  assert.equal(words({ query: '', before: null, keptFrom: null, found: [] }), 'It names nobody whose lines could be looked at.');
  assert.equal(words(null), 'Its lines could not be counted now.');
});
