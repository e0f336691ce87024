import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf } from './message-key.ts';

const line = (identity: string, source: string) =>
  Buffer.from(
    `{"time":"2026-01-01T00:00:00Z","level":"info","identity":${JSON.stringify(identity)},"source":${JSON.stringify(source)},"message":"\\"identity\\":\\"x\\""}`,
  );

test('lines of one identity have one key; without any, those of one file of one agent', () => {
  assert.equal(keyOf(line('container:shop/api', '/a'), 'n1'), 'container:shop/api');
  assert.equal(keyOf(line('process:größe', '/a'), 'n1'), 'process:größe');
  assert.equal(keyOf(line('', '/var/log/a.log'), 'n1'), 'n1 /var/log/a.log');
  assert.notEqual(keyOf(line('', '/var/log/a.log'), 'n1'), keyOf(line('', '/var/log/a.log'), 'n2'));
});
