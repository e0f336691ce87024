import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetOf, traceIdOf } from './targets.ts';

const http = (target: string) => targetOf('http', `GET ${target} HTTP/1.1\r\nHost: x\r\n`);

test('a path that was cut is told as far as it goes', () => {
  assert.equal(targetOf('http', 'GET /a/b/c'), '/a/b/c');
  assert.equal(targetOf('http', ''), '/');
});

test('a statement ends where its message does', () => {
  assert.equal(targetOf('postgresql', "SELECT a FROM t WHERE b = 'x'\0\0\x01secret"), 'SELECT a FROM t WHERE b = ?');
  assert.equal(targetOf('mysql', 'SELECT a FROM t\x13\0\0\0\x17secret'), 'SELECT a FROM t');
  assert.equal(targetOf('mysql', "SELECT a FROM t'\x01\0\0\x17secret"), 'SELECT a FROM t');
});

test('a target has no control signs, and an end', () => {
  assert.equal(targetOf('postgresql', 'SELECT a\x07\n\tFROM t\0'), 'SELECT a FROM t');
  assert.equal(http('/a\x07b'), '/a b');
  assert.equal(http('/a'.repeat(150)).length, 200);
});

test('of a command that has no text to tell nothing is told', () => {
  assert.equal(targetOf('redis', 'SET user:42 secret'), '');
});

test('a trace id is told when it is one', () => {
  assert.equal(traceIdOf(' 00-0af7651916cd43dd8448eb211c80319c-b7'), '0af7651916cd43dd8448eb211c80319c');
  assert.equal(traceIdOf(' 00-00000000000000000000000000000000-b7'), undefined);
  assert.equal(traceIdOf(' xx'), undefined);
});
