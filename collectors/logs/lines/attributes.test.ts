import assert from 'node:assert/strict';
import test from 'node:test';
import { attributesIn } from './attributes.ts';

const of = (line: string) => attributesIn(line)?.attributes;

test('a JSON object gives its values by their paths, but for time, level and text', () => {
  assert.deepEqual(of('{"level":30,"time":1769860800123,"msg":"paid","order":{"id":"8f3b","items":[1,2],"gift":true},"took_ms":12.5,"user":null}'), {
    'order.id': '8f3b',
    'order.items': '[1,2]',
    'order.gift': true,
    took_ms: 12.5,
  });
  assert.equal(of('{"level":"info","msg":"started"}'), undefined);
});

test('logfmt gives its pairs, as numbers where they are', () => {
  assert.deepEqual(of('level=warn msg="retry \\"1\\" of 3" order=8f3b attempt=2 ratio=0.5 ok=false code=007 empty= path=/a/b?x=1'), {
    order: '8f3b',
    attempt: 2,
    ratio: 0.5,
    ok: false,
    code: '007',
    empty: '',
    path: '/a/b?x=1',
  });
  assert.deepEqual(of('2026-01-31T12:00:00Z INFO order paid order=17 "amount=9" total=12'), { order: 17, total: 12 });
});

test('prose is neither', () => {
  for (const line of ['', 'a=b', 'SELECT a FROM b WHERE a=1', 'x == y', '{', '{not json}', '[1,2]', '{}', '==', '= =']) assert.equal(of(line), undefined, line);
});

test('the ids of traces have one name', () => {
  assert.deepEqual(of('done traceID=5b1f0c9e7a2d4c518e63f0a94d71b2c6'), { trace_id: '5b1f0c9e7a2d4c518e63f0a94d71b2c6' });
  assert.deepEqual(of('{"dd.trace_id":"12","otel":{"span_id":"ab"}}'), { trace_id: '12', span_id: 'ab' });
});

test('what is more than fits is one text, and what is too long is cut', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`key${at}`, at]));
  const found = attributesIn(JSON.stringify(many));
  assert.equal(found?.isTooMany, true);
  assert.equal(Object.keys(found?.attributes ?? {}).length, 65);
  assert.match(String(found?.attributes.flattened), /^\{"key64":64,"key65":65,/);
  const long = of(JSON.stringify({ ['n'.repeat(500)]: 'v'.repeat(10_000) })) ?? {};
  assert.deepEqual(
    Object.entries(long).map(([name, value]) => [name.length, String(value).length]),
    [[128, 4096]],
  );
  let deep: object = { end: 1 };
  for (let depth = 0; depth < 50; depth += 1) deep = { a: deep };
  assert.deepEqual(Object.keys(of(JSON.stringify(deep)) ?? {}), ['a.a.a.a.a']);
});

test('no line makes it fail or wait', () => {
  const signs = ['{', '}', '"', '\\', '=', ' ', 'a', '1', '.', ':', ',', '[', ']', '\u0000', 'ü', '\ud800'];
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let count = 0; count < 10_000; count += 1) {
    const line = Array.from({ length: random(60) }, () => signs[random(signs.length)]).join('');
    attributesIn(line);
    attributesIn(`{${line}`);
  }
  const beganMs = performance.now();
  for (const sign of ['a=', ' a="', 'a="\\', '{"a":', ' ', 'a', '"']) attributesIn(sign.repeat(200_000));
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const)
    attributesIn(`{"a":${open.repeat(100_000)}1${close.repeat(100_000)}}`);
  assert.ok(performance.now() - beganMs < 5000);
});
