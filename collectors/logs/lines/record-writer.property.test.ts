import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Patterns } from '../patterns/patterns.ts';
import { RecordWriter } from './record-writer.ts';
import { withoutSecrets } from './secrets.ts';

const readMs = Date.parse('2026-06-12T08:00:00Z');
const nothing = () => {};

function written(message: string): string {
  const writer = new RecordWriter({ lines: nothing, lost: nothing, odd: nothing }, new Patterns());
  return JSON.parse(writer.write({ source: '"a"', message }, { lines: 1, bytes: 1, readMs })).message;
}

test('whatever a line holds, its record is JSON with the whole of it, but for its secrets', () => {
  const message = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.string().map((text) => `a=1 b="${text}" c=3`),
  );
  fc.assert(
    fc.property(message, (text) => {
      assert.equal(written(text), withoutSecrets(text));
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) },
  );
});

test('no line of 1 MiB holds up the others', () => {
  for (const piece of [
    'a',
    'a=1 ',
    '{"a":',
    '\\"',
    ' {"',
    'trace_id=',
    '0123456789abcdef',
    'key.key',
    'Cookie: ',
    'http://a:b@',
    'mysql ',
    '12:34:56 ',
    '\x1b[',
    'é',
  ]) {
    const message = piece.repeat((1 << 20) / piece.length);
    const started = performance.now();
    written(message);
    assert.ok(performance.now() - started < 2000, `${piece}: ${performance.now() - started} ms`);
  }
});
