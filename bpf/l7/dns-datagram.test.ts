import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { anyText, some } from './arbitraries.ts';
import { readDatagrams } from './datagrams.ts';
import type { Message } from './dialogue.ts';
import { answer, anyQuery, methods, query } from './dns-dialogue.ts';
import { holds } from './holds.ts';

/** Without the length that TCP puts before it. */
const datagram = ({ text }: Message) => text.slice(2);
const other = { is: 'other' } as const;

function questionsOf(queries: readonly string[]): number[] {
  return readDatagrams(queries).map((read) => {
    assert.equal(read.is, 'query');
    return read.is === 'query' ? read.question : 0;
  });
}

suite('DNS over UDP is understood:', () => {
  test('every query type, and every response code', () => {
    const asked = readDatagrams(methods.map((method) => datagram(query(method))));
    assert.deepEqual(
      asked.map((read) => (read.is === 'query' ? read.method : read)),
      methods,
    );
    const statuses = Array.from({ length: 11 }, (_, status) => status);
    assert.deepEqual(
      readDatagrams(statuses.map((status) => datagram(answer(status)))),
      statuses.map((status) => ({ is: 'answer', status })),
    );
  });

  test('any query, and none that is cut short', () => {
    const examples = [query('NS', { name: '' }), query('A', { name: 'x.'.repeat(127).slice(0, -1) })];
    holds(anyQuery, { batches: 10, most: 40, examples }, (queries) => {
      const read = readDatagrams(queries.map(datagram));
      assert.deepEqual(
        read.map((each) => (each.is === 'query' ? each.method : each)),
        queries.map(({ method }) => method),
      );
    });
    const short = examples.map(datagram).flatMap((text) => Array.from({ length: text.length }, (_, length) => text.slice(0, length)));
    assert.deepEqual(
      readDatagrams(short),
      short.map(() => other),
    );
  });
});

suite('a query that is sent again', () => {
  test('asks the same, however short its name and whatever was in the window before', () => {
    const names = ['', 'a', 'ab', 'abc', 'a.b', 'abcd', 'a.example', 'x'.repeat(63)];
    for (const name of names) {
      const again = [query('NS', { name }), query('A', { name: 'in.between' }), query('NS', { name }), query('NS', { name, id: 8 })];
      const [first, between, second, third] = questionsOf(again.map(datagram));
      assert.deepEqual([first, first], [second, third], name);
      assert.notEqual(first, between, name);
    }
  });

  test('asks something else when its name or its type is another', () => {
    const queries = [query('A'), query('AAAA'), query('A', { name: 'ww2.example.com' }), query('A', { name: 'www.example.org' }), query('A', { name: 'www' })];
    const questions = questionsOf(queries.map(datagram));
    assert.equal(new Set(questions).size, questions.length);
  });
});

test('any datagrams are survived, and none is read by bytes that it does not have', () => {
  const damaged = fc
    .record({ query: anyQuery, length: fc.nat(300), bytes: some(fc.tuple(fc.nat(299), anyText(1, 1)), { most: 4 }) })
    .map(({ query: whole, length, bytes }) => {
      const letters = [...datagram(whole).slice(0, length)];
      for (const [at, byte] of bytes) if (letters.length > 0) letters[at % letters.length] = byte;
      return letters.join('');
    });
  const headed = anyText(300).map((rest) => datagram(query('A', { name: '' })).slice(0, 12) + rest);
  holds(fc.oneof({ arbitrary: damaged, weight: 2 }, headed, anyText(600)), { batches: 20, most: 150, examples: ['', '\0'.repeat(12)] }, (texts) =>
    assert.equal(readDatagrams(texts).length, texts.length),
  );
});
