import assert from 'node:assert/strict';
import { test } from 'node:test';
import { templatePieces } from './template.ts';

const shown = (template: string, sample: string) =>
  templatePieces(template, sample)
    .map(({ text, isVariable }) => (isVariable ? `[${text}]` : text))
    .join('');

test('what differs in the lines of a pattern is called by what it is', () => {
  for (const [template, sample, expected] of [
    ['order <*> timed out after <*> ms', 'order 8f3bd4: timed out after 3000 ms', 'order [id] timed out after [num] ms'],
    ['<*> GET <*> order=<*> from <*>', '2026-01-31T12:00:00Z GET /a/3 order=8f3bcc from 10.0.0.1:80', '[time] GET [path] order=[id] from [address]'],
    ['took=<*> <*> <*>', 'took=3.2ms  user1', 'took=[num] [text] [text]'],
    ['shelf <*>: <*>', 'shelf 3: empty', 'shelf [num]: [text]'],
    ['FATAL: sorry', 'FATAL: sorry', 'FATAL: sorry'],
  ] as const)
    assert.equal(shown(template, sample), expected);
});
