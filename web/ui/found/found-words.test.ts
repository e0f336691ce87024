import assert from 'node:assert/strict';
import test from 'node:test';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import { piecesOf, soughtIn } from './found-words.ts';

const marked = (query: string, text: string) =>
  piecesOf(text, soughtIn(parseFind(query, logFields)))
    .map(({ text: piece, isFound }) => (isFound ? `[${piece}]` : piece))
    .join('');

test('the words that are sought are marked, in capitals or not, but not those that are left out', () => {
  for (const [query, text, shown] of [
    ['refused', 'Refused: connection refused', '[Refused]: connection [refused]'],
    ['"too many" level=error', 'sorry, too many clients', 'sorry, [too many] clients'],
    ['order -paid', 'order 1 paid', '[order] 1 paid'],
    ['a.b (or*r or x)', 'a.b axb order', '[a.b] a[x]b [or]de[r]'],
    ['/po[a-z]+s/ paid', 'Postgres postgres PAID', 'Postgres [postgres] [PAID]'],
    ['/POST|x*/i', 'post it', '[post] it'],
    ['', 'order', 'order'],
    ['order', '', ''],
  ] as const)
    assert.equal(marked(query, text), shown, query);
});

test('a text that is found everywhere is not cut without end, and stays whole', () => {
  const text = 'a b '.repeat(1000);
  const pieces = piecesOf(text, /a/g);
  assert.ok(pieces.length <= 201);
  assert.equal(pieces.map((piece) => piece.text).join(''), text);
});
