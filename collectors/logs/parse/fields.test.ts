import assert from 'node:assert/strict';
import test from 'node:test';
import { reader } from './fixtures/reader.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

const lines: readonly (readonly [line: string, attributes: Record<string, unknown>])[] = [
  ['plain text', {}],
  ['{"level":"info","msg":"x","http":{"status":200,"route":"/cart"},"ok":true,"none":null}', { 'http.status': 200, 'http.route': '/cart', ok: true }],
  ['{"tags":["a","b"],"deep":{"a":{"b":{"c":{"d":{"e":1}}}}}}', { tags: '["a","b"]', 'deep.a.b.c.d': '{"e":1}' }],
  ['level=info msg="too slow" took=3.2 path=/a?b=c user="O\\"Neil" id=007 cached', { took: 3.2, path: '/a?b=c', user: 'O"Neil', id: '007' }],
  ['at=info method=GET path="/" status=200 empty= ok=true', { at: 'info', method: 'GET', path: '/', status: 200, empty: '', ok: true }],
  ['2026-06-12T07:01:02.345Z\tINFO\tcart\tadded\t{"sku": "a-1", "count": 2}', { sku: 'a-1', count: 2 }],
  ['a=1', {}],
  ['x = 3 and y = 4', {}],
  ['key=value then prose that goes on and on', {}],
  ['2026-01-31T12:00:00Z INFO order paid order=17 "amount=9" total=12 level=x', { order: 17, total: 12, level: 'x' }],
  ['I0612 09:01:02.345678 1 main.go:12] "Started" controller="node" workers=3', { controller: 'node', workers: 3 }],
  ['SELECT a FROM b WHERE a=1', {}],
  ['x == y and a = b', {}],
  ['{"cut":"by the', {}],
  ['["a","list"]', {}],
  [`{"msg":"x","trace_id":"${traceId}","span_id":"${spanId}"}`, { trace_id: traceId, span_id: spanId }],
  [`{"msg":"x","traceId":"${traceId.toUpperCase()}","spanId":"${spanId}"}`, { trace_id: traceId, span_id: spanId }],
  [`{"msg":"x","traceparent":"00-${traceId}-${spanId}-01"}`, { trace_id: traceId, span_id: spanId }],
  [`{"msg":"x","logging.googleapis.com/trace":"projects/shop/traces/${traceId}"}`, { trace_id: traceId }],
  ['{"msg":"x","dd":{"trace_id":"1234567890123456789","span_id":"42"}}', { trace_id: '1234567890123456789', span_id: '42' }],
  ['{"msg":"x","trace_id":"00000000000000000000000000000000","span_id":"0000000000000000"}', {}],
  [`level=info msg=x trace_id=${traceId} span_id=${spanId}`, { trace_id: traceId, span_id: spanId }],
  [`2026-06-12 07:01:02 INFO [shop,${traceId},${spanId}] 1 --- [main] x`, { trace_id: traceId, span_id: spanId }],
  [`2026-06-12 07:01:02 INFO x trace_id=${traceId} y`, { trace_id: traceId }],
  [`GET /x traceparent: 00-${traceId}-${spanId}-01`, { trace_id: traceId, span_id: spanId }],
  [`container ${traceId}${traceId} started`, {}],
  ['{"__proto__":{"a":1},"constructor":2,"":3}', { '__proto__.a': 1, constructor: 2, '': 3 }],
  ['{"large":1e400}', { large: 'Infinity' }],
];

for (const [line, expected] of lines) {
  test(`what stands in ${line}`, () => {
    const { read, flattened } = reader();
    assert.deepEqual(read(line), expected);
    assert.equal(flattened(), 0);
  });
}

test('a line with too many fields keeps the first, and the rest in one', () => {
  const { read, flattened } = reader();
  const fields = Object.fromEntries(Array.from({ length: 100 }, (_, number) => [`field${number}`, number]));
  const { flattened: rest, ...named } = read(JSON.stringify(fields));
  assert.deepEqual(named, Object.fromEntries(Object.entries(fields).slice(0, 64)));
  assert.deepEqual(JSON.parse(String(rest)), Object.fromEntries(Object.entries(fields).slice(64)));
  assert.equal(flattened(), 36);
});

test('a writer with ever new names fills its share, and nobody else’s', () => {
  const { read, flattened } = reader();
  for (let user = 0; user < 300; user += 1) read(`{"user_${user}":1}`, 'exploding');
  assert.equal(flattened(), 300 - 256);
  assert.deepEqual(read('{"user_300":1,"user_7":2}', 'exploding'), { flattened: '{"user_300":1}', user_7: 2 });
  assert.deepEqual(read('{"user_300":1}', 'calm'), { user_300: 1 });
});

test('a long value is cut, and a field of thousands has an end', () => {
  const { read } = reader();
  assert.equal(String(read(`{"a":"${'x'.repeat(5000)}"}`).a).length, 1024);
  const { flattened } = read(JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, number) => [`n${number}`, 'x'.repeat(100)]))));
  assert.equal(String(flattened).length, 4096);
});
