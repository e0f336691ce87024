import assert from 'node:assert/strict';
import test from 'node:test';
import { wordsOf } from './words.ts';

test('words are runs of letters, digits and _, in lower case', () => {
  assert.deepEqual(wordsOf('GET /api/users_v2?id=7f3A "Größe" Ελλάς'), ['get', 'api', 'users_v2', 'id', '7f3a', 'größe', 'ελλάς']);
  assert.deepEqual(wordsOf(' \t-=[]'), []);
});

test('what is written without spaces is cut into pairs', () => {
  assert.deepEqual(wordsOf('東京都 error京'), ['東京', '京都', 'error', '京']);
});

test('a text composed otherwise has the same words', () => {
  assert.deepEqual(wordsOf('cafe\u0301'), wordsOf('café'));
});
