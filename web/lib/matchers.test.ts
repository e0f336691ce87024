import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchersText, readMatchers } from './matchers.ts';

test('matchers are read as they are written', () => {
  const text = 'alertname="DiskFull" node!="web-1" owner=~"shop|data" severity!~"info.*"';
  const matchers = readMatchers(text);
  assert.deepEqual(
    matchers?.map(({ name, isEqual, isRegex }) => [name, isEqual, isRegex]),
    [
      ['alertname', true, false],
      ['node', false, false],
      ['owner', true, true],
      ['severity', false, true],
    ],
  );
  assert.equal(matchersText(matchers ?? []), text);
});

test('quotes may be left out, commas may stand between, and quotes within are kept', () => {
  assert.deepEqual(
    readMatchers('node=web-1, alertname=DiskFull')?.map(({ name, value }) => [name, value]),
    [
      ['node', 'web-1'],
      ['alertname', 'DiskFull'],
    ],
  );
  const quoted = [{ name: 'says', value: 'a "word" \\ and', isRegex: false, isEqual: true }];
  assert.deepEqual(readMatchers(matchersText(quoted)), quoted);
});

test('what is no matcher is refused whole', () => {
  for (const text of ['', 'node', 'node=', '="x"', 'node="open', 'node=a b']) assert.equal(readMatchers(text), undefined, text);
});
