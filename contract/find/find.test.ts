import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { completions } from './complete.ts';
import { type Findable, type Held, matches } from './match.ts';
import { type Field, longestFind, parseFind } from './parse.ts';

const fields: readonly Field[] = [
  { name: 'ns', kind: { is: 'text' }, help: 'namespace' },
  { name: 'name', kind: { is: 'text' }, help: 'its name' },
  { name: 'kind', kind: { is: 'choice', of: ['process', 'host'] }, help: 'what it is' },
  { name: 'port', kind: { is: 'number' }, help: 'port' },
  { name: 'errors', kind: { is: 'share' }, help: 'errors' },
  { name: 'p99', kind: { is: 'duration' }, help: 'latency' },
];

const parsed = (text: string) => parseFind(text, fields);
const errors = (text: string) => parsed(text).errors.map(({ from, to, says }) => [text.slice(from, to), says]);
const thing = (text: string, held: Readonly<Record<string, Held>> = {}): Findable => ({
  has: (word) => text.toLowerCase().includes(word),
  held: (field) => held[field],
});
const checkout = thing('checkout shop', { ns: 'shop', name: 'checkout', kind: 'process', port: [8080, 9090], errors: 0.034, p99: 1.92 });
const finds = (text: string, one = checkout) => {
  assert.deepEqual(errors(text), [], text);
  return matches(parsed(text), one);
};

test('what is drawn: fields, units, lists, words', () => {
  assert.deepEqual(parsed('ns=shop,data errors>0.5% p99>200ms text').terms, [
    { is: 'comparison', from: 0, to: 12, negated: false, field: 'ns', operator: '=', values: [{ text: 'shop' }, { text: 'data' }] },
    { is: 'comparison', from: 13, to: 24, negated: false, field: 'errors', operator: '>', values: [{ text: '0.5%', number: 0.005 }] },
    { is: 'comparison', from: 25, to: 34, negated: false, field: 'p99', operator: '>', values: [{ text: '200ms', number: 0.2 }] },
    { is: 'word', from: 35, to: 39, negated: false, text: 'text' },
  ]);
});

test('a colon behind a field is its equals sign; behind any other word it is a sign of the word', () => {
  assert.deepEqual(parsed('ns:shop -kind:host').terms, [
    { is: 'comparison', from: 0, to: 7, negated: false, field: 'ns', operator: '=', values: [{ text: 'shop' }] },
    { is: 'comparison', from: 8, to: 18, negated: true, field: 'kind', operator: '=', values: [{ text: 'host' }] },
  ]);
  assert.deepEqual(
    parsed('redis:6379 "ns:shop"').terms.map((term) => term.is),
    ['word', 'word'],
  );
  assert.deepEqual(errors('kind:hots'), [['kind:hots', '"hots" is not one of process, host']]);
});

test('all terms have to hold; values in a list are alternatives', () => {
  for (const text of [
    '',
    'check',
    'CHECK shop',
    'ns=shop,data',
    'ns!=data',
    '-ns=data',
    'port=8080',
    'port=9090',
    'errors>1%',
    'errors>=3.4',
    'p99>200ms',
    'p99>2',
    'p99<2s',
  ]) {
    assert.ok(finds(text), text);
  }
  for (const text of ['cart', 'ns=data', 'ns!=shop', '-check', 'port=80', 'port!=8080', 'errors>5%', 'p99>2s', 'kind=host', 'check cart']) {
    assert.ok(!finds(text), text);
  }
});

test('a star stands for anything, ~ means contains, quotes keep what is in them together', () => {
  for (const text of ['name=check*', 'name=*out', 'name=c*k*t', 'name~ECKO', '"checkout shop"', 'name="checkout"']) assert.ok(finds(text), text);
  for (const text of ['name=check', 'name=*x*', '"shop checkout"', 'name=chec*kout*t']) assert.ok(!finds(text), text);
  const odd = thing('a, "b" c', { name: 'a, "b"' });
  assert.ok(finds('name="a, \\"b\\""', odd));
});

test('what a thing does not have, no comparison finds, and != does', () => {
  const bare = thing('bare');
  assert.ok(!finds('p99>1ms', bare));
  assert.ok(!finds('p99<1ms', bare));
  assert.ok(finds('ns!=shop', bare));
});

test('what is wrong says where and what is allowed, and the rest still filters', () => {
  assert.deepEqual(errors('foo=1 check'), [['foo=1', 'there is no field "foo"; there are ns, name, kind, port, errors, p99']]);
  assert.deepEqual(errors('check p99>fast'), [['p99>fast', '"fast" is not a duration, like 200ms or 1.5s']]);
  assert.deepEqual(errors('kind=pod'), [['kind=pod', '"pod" is not one of process, host']]);
  assert.deepEqual(errors('ns>a'), [['ns>a', 'ns cannot be compared by >']]);
  assert.deepEqual(errors('port='), [['port=', 'port= waits for a number, like 20 or 1.5k']]);
  assert.deepEqual(errors('port>1,2'), [['port>1,2', 'port> takes one value']]);
  assert.deepEqual(errors('a "b c'), [['"b c', 'a quote is not closed']]);
  assert.deepEqual(errors('""'), [['""', 'there is nothing between the quotes']]);
  assert.deepEqual(parsed('foo=1 check').terms.length, 1);
});

const world = { fields, valuesOf: (field: string) => (field === 'ns' ? ['shop', 'data', 'two words'] : []) };
const complete = (text: string, cursor = text.length) =>
  completions(text, cursor, world).map(({ from, to, insert }) => `${text.slice(0, from)}${insert}${text.slice(to)}`);

test('what may follow: fields, then their values', () => {
  assert.deepEqual(complete('').slice(0, 3), ['ns=', 'name=', 'kind=']);
  assert.deepEqual(complete('n'), ['ns=', 'name=']);
  assert.deepEqual(complete('errors>1% p'), ['errors>1% port=', 'errors>1% p99>']);
  assert.deepEqual(complete('-k'), ['-kind=']);
  assert.deepEqual(complete('kind='), ['kind=process', 'kind=host']);
  assert.deepEqual(complete('ns=s'), ['ns=shop']);
  assert.deepEqual(complete('ns=shop,d'), ['ns=shop,data']);
  assert.deepEqual(complete('ns=t'), ['ns="two words"']);
  assert.deepEqual(complete('ns=s check', 4), ['ns=shop check']);
  assert.deepEqual(complete('zzz'), []);
});

const bits = [
  'ns',
  '=',
  '>',
  '!=',
  '~',
  '"',
  '\\',
  ',',
  '-',
  ' ',
  '\t',
  '1',
  '.5',
  '%',
  'ms',
  'p99',
  'kind',
  'µs',
  '*',
  '🙂',
  '\u0000',
  'constructor',
  '__proto__',
  'a',
];
const typed = fc.array(fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 14 }).map((parts) => parts.join(''));

test('anything may be typed: it is read, its spans lie in it in order, and what is completed can be read again', () => {
  fc.assert(
    fc.property(typed, fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
      const { terms, errors: wrong } = parsed(text);
      const spans = [...terms, ...wrong].sort((a, b) => a.from - b.from);
      spans.reduce((end, { from, to }) => {
        assert.ok(from >= end && to > from && to <= text.length);
        return to;
      }, 0);
      matches({ terms, errors: [] }, checkout);
      for (const { from, to, insert } of completions(text, Math.floor(share * text.length), world)) {
        assert.ok(from <= to && insert.length > 0);
        parsed(text.slice(0, from) + insert + text.slice(to));
      }
    }),
    { numRuns: 5000 },
  );
  assert.equal(parsed('a '.repeat(longestFind)).terms.length, longestFind / 2);
});
