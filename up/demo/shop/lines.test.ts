import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonLine, logfmtLine, plainLine } from './lines.ts';

const atMs = Date.parse('2026-06-12T07:01:02.345Z');
const fields = { path: '/products/3', error: 'connect ECONNREFUSED 127.0.0.1:8483', took_ms: 1.5 };

test('a line says when, how severe and what, in the format of its service', () => {
  assert.deepEqual(JSON.parse(jsonLine('storefront', 'error', 'request answered', fields, atMs)), {
    level: 50,
    time: atMs,
    name: 'storefront',
    ...fields,
    msg: 'request answered',
  });
  assert.equal(
    logfmtLine('error', 'payment refused', fields, atMs),
    'time=2026-06-12T07:01:02.345Z level=ERROR msg="payment refused" path=/products/3 error="connect ECONNREFUSED 127.0.0.1:8483" took_ms=1.5',
  );
  assert.equal(plainLine('info', 'visit 7 ended', { took_ms: 12 }, atMs), '2026-06-12T07:01:02.345Z INFO  visit 7 ended took_ms=12');
});
