import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csv } from './csv.ts';

test('quotes what needs them, leaves what has no value empty', () => {
  assert.equal(
    csv([
      ['name', 'req/s'],
      ['a, "b"', null],
      ['c', 0],
    ]),
    'name,req/s\r\n"a, ""b""",\r\nc,0\r\n',
  );
});

test('a name that begins like a formula stays text', () => {
  assert.equal(csv([['=1+1', -1]]), "'=1+1,-1\r\n");
});
