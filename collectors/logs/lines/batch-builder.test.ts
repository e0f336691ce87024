import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import test from 'node:test';
import { processFor } from './fixtures/process.ts';

test('a stack is one record, with what its first line says', (t) => {
  const process = processFor(t);
  process.write('2026-06-12T07:01:02Z ERROR no stock password=hunter2\njava.lang.Error: x\n\tat A.main(A.java:1)\n{"level":"info","sku":7}\n');
  process.read();
  process.finish();
  assert.deepEqual(
    process.stored.map(({ message, level, attributes }) => ({ message, level, attributes })),
    [
      { level: 'error', attributes: undefined, message: '2026-06-12T07:01:02Z ERROR no stock password=<redacted>\njava.lang.Error: x\n\tat A.main(A.java:1)' },
      { level: 'info', attributes: { sku: 7 }, message: '{"level":"info","sku":7}' },
    ],
  );
  assert.deepEqual(process.counted, { error: 3, info: 1 });
});

test('lines may end as they do on Windows, and what is no UTF-8 is replaced and counted', (t) => {
  const process = processFor(t);
  process.write('one\r\n');
  appendFileSync(process.path, Buffer.from('zw\xf6lf\r\nthree \r mid\n', 'latin1'));
  process.read();
  process.finish();
  assert.deepEqual(
    process.stored.map(({ message }) => message),
    ['one', 'zw\ufffdlf', 'three \r mid'],
  );
  assert.equal(process.counted.encoding, 1);
});

test('a record has its pattern, and the first of a pattern what that is', (t) => {
  const process = processFor(t);
  process.write('order 1 placed by bob ok\norder 2 placed by bob ok\norder 3 placed by eve ok\norder 4 placed by eve ok\n');
  process.read();
  process.finish();
  assert.deepEqual(
    process.stored.map(({ template }) => template),
    ['order <*> placed by bob ok', undefined, 'order <*> placed by <*> ok', undefined],
  );
  assert.equal(new Set(process.stored.map(({ pattern }) => pattern)).size, 1);
});

test('what is not taken stays, and is handed on later, once', (t) => {
  const process = processFor(t);
  process.write('one\n  more\ntwo\nthree\n');
  process.read();
  process.isRefusing = true;
  assert.throws(() => process.finish(), /cannot be kept/);
  process.isRefusing = false;
  process.finish();
  assert.deepEqual(
    process.stored.map(({ message }) => message),
    ['one\n  more', 'two', 'three'],
  );
});
