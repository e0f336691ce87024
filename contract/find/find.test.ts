import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completions } from './complete.ts';
import { checkout, fields, thing, world } from './fixtures/world.ts';
import { matches } from './match.ts';
import { parseFind } from './parse.ts';
import { anyField } from './term.ts';

const parsed = (text: string) => parseFind(text, fields);
const errors = (text: string) => parsed(text).errors.map(({ from, to, says }) => [text.slice(from, to), says]);
const finds = (text: string, one = checkout) => {
  assert.deepEqual(errors(text), [], text);
  return matches(parsed(text), one);
};

test('what is drawn: fields, units, lists, words', () => {
  assert.deepEqual(parsed('ns=shop,data errors>0.5% p99>200ms text').terms, [
    { is: 'comparison', from: 0, to: 12, field: 'ns', isOpen: false, operator: '=', values: [{ text: 'shop' }, { text: 'data' }] },
    { is: 'comparison', from: 13, to: 24, field: 'errors', isOpen: false, operator: '>', values: [{ text: '0.5%', number: 0.005 }] },
    { is: 'comparison', from: 25, to: 34, field: 'p99', isOpen: false, operator: '>', values: [{ text: '200ms', number: 0.2 }] },
    { is: 'word', from: 35, to: 39, text: 'text' },
  ]);
});

test('a colon behind a field is its equals sign; behind any other word it is a sign of the word', () => {
  assert.deepEqual(parsed('ns:shop -kind:host').terms, [
    { is: 'comparison', from: 0, to: 7, field: 'ns', isOpen: false, operator: '=', values: [{ text: 'shop' }] },
    { is: 'comparison', from: 9, to: 18, field: 'kind', isOpen: false, operator: '=', values: [{ text: 'host' }] },
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
  for (const text of ['kind=pro*', 'kind:*O*', 'kind!=h*']) assert.ok(finds(text), text);
  assert.deepEqual(errors('kind=x*'), [['kind=x*', '"x*" is not one of process, host']]);
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

test('groups, and, or, not, patterns and exists', () => {
  for (const text of [
    'cart or checkout',
    'checkout and shop',
    '(cart or checkout) shop',
    'cart or (checkout and ns=shop)',
    '-(cart or search)',
    'not cart',
    'not not check',
    'cart or checkout ns=shop',
    '/^check(out)? shop$/',
    '/CHECK/i',
    '-/CHECK/',
    'exists(p99)',
    '-exists(zone) or exists(ns)',
    '"or" or "checkout"',
    'NOT cart AND checkout OR cart',
  ]) {
    if (text.includes('zone')) assert.deepEqual(errors(text), [['exists(zone)', 'there is no field "zone"; there are ns, name, kind, port, errors, p99']]);
    else assert.ok(finds(text), text);
  }
  for (const text of ['cart or search', '-(cart or shop)', '(checkout or cart) and ns=data', 'not shop', '/kout$/', 'cart and checkout or cart']) {
    assert.ok(!finds(text), text);
  }
});

test('what is no group and no pattern is text as before', () => {
  const words = (text: string) => {
    assert.deepEqual(errors(text), [], text);
    return parsed(text).terms.map((term) => (term.is === 'word' ? term.text : term.is));
  };
  assert.deepEqual(words('close(3) :) foo) /healthz /var/log/ /a/b --help - a(b c)'), [
    'close(3)',
    ':)',
    'foo)',
    '/healthz',
    '/var/log/',
    '/a/b',
    '--help',
    '-',
    'a(b',
    'c)',
  ]);
  assert.deepEqual(words('(close(3) or open(2))'), ['close(3)', 'open(2)']);
  assert.deepEqual(words('/a b\\/c/ /x/y'), ['pattern', '/x/y']);
});

test('what is missing around and, or, not and parentheses is said where it is', () => {
  assert.deepEqual(errors('or a'), [['or', 'or stands between two terms']]);
  assert.deepEqual(errors('a or'), [['or', 'or stands between two terms']]);
  assert.deepEqual(errors('(a or) and'), [
    ['or', 'or stands between two terms'],
    ['and', 'and stands between two terms'],
  ]);
  assert.deepEqual(errors('a and and b'), [['and', 'and stands between two terms']]);
  assert.deepEqual(errors('a not'), [['not', 'not stands in front of a term']]);
  assert.deepEqual(errors('(a b'), [['(', 'a parenthesis is not closed']]);
  assert.deepEqual(errors('a -()'), [['()', 'there is nothing between the parentheses']]);
  for (const fine of ['/(?i)a|(?s:b)/', '/(?P<x>a)[[:alpha:]]\\pN\\z/', '/\\Q(\\E/']) assert.deepEqual(errors(fine), [], fine);
  assert.deepEqual(errors('/(?=a)/'), [['/(?=a)/', 'a pattern cannot hold (?=: it looks ahead or back']]);
  assert.deepEqual(errors('/(a)\\1/'), [['/(a)\\1/', 'a pattern cannot hold \\1: it looks ahead or back']]);
  assert.deepEqual(errors(`${'a '.repeat(200)}b c`), [['b c', 'there are more than 200 terms']]);
});

test('where any name is a field, its values are compared in their units, and a text that has none is read as it is written', () => {
  const open = [...fields, anyField];
  const held = { status: 503, latency: 350, took_s: 2, body: '1.5MiB', 'http.route': '/healthz', wait: '1.2s', cached: 'true' };
  const line = thing('GET /healthz code=17', held);
  const holds = (text: string) => {
    const { rule, errors: wrong } = parseFind(text, open);
    assert.deepEqual(wrong, [], text);
    return matches({ rule }, line);
  };
  for (const text of [
    'status:5*',
    'status=503',
    'status>=500',
    'latency>200ms',
    'latency<0.4s',
    'took_s>1900ms',
    'body>1MB',
    'body<2MiB',
    'wait>1s',
    'wait>1000',
    'http.route=/healthz',
    'cached=true',
    'exists(status)',
    '-exists(trace_id)',
    'code=17',
    'code!=18',
    'http.route~health',
    'status=404,503',
  ])
    assert.ok(holds(text), text);
  for (const text of ['status:4*', 'status!=503', 'latency>2s', 'body>2MiB', 'wait>10MB', '-http.route=/healthz', 'code=18', 'code>1', 'status=50'])
    assert.ok(!holds(text), text);
  assert.deepEqual(
    parseFind('latency>fast', open).errors.map(({ says }) => says),
    ['"fast" is not a number, like 20, 200ms or 10MiB'],
  );
  assert.deepEqual(
    parseFind('failed: "a:b"', open).terms.map((term) => term.is),
    ['word', 'word'],
  );
});

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
  assert.deepEqual(complete('a or (p9'), ['a or (p99>']);
  assert.deepEqual(complete('-(ns=s'), ['-(ns=shop']);
  assert.deepEqual(complete('-exists(p9'), ['-exists(p99)']);
});
