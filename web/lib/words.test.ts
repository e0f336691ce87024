import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonsText, sentence } from './words.ts';

test('a part of a sentence is made a whole one', () => {
  assert.equal(sentence('it never fired in 7 d'), 'It never fired in 7 d.');
  assert.equal(sentence('Done.'), 'Done.');
});

test('reasons stand side by side, also where one is a sentence of its own', () => {
  assert.equal(reasonsText(['node-2 has 94 % of its memory taken.', '93 % full: /']), 'node-2 has 94 % of its memory taken; 93 % full: /');
  assert.equal(reasonsText([]), '');
});
