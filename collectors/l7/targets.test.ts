import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetOf, traceIdOf } from './targets.ts';

const http = (target: string) => targetOf('http', `GET ${target} HTTP/1.1\r\nHost: x\r\n`);
const sql = (text: string) => targetOf('postgresql', `${text}\0`);

test('what names one thing of many is taken out of a path', () => {
  assert.equal(http('/users/42'), '/users/{id}');
  assert.equal(http('/users/42/orders/9f1b0c7e-3a52-4a0e-9f5c-1d2e3f4a5b6c?full=1'), '/users/{id}/orders/{id}');
  assert.equal(http('/files/d41d8cd98f00b204e9800998ecf8427e'), '/files/{id}');
  assert.equal(http('/reset/ann%40example.com'), '/reset/{email}');
  assert.equal(http('/api/v2/items'), '/api/v2/items');
  assert.equal(http('http://shop.example/cart?token=abc'), '/cart');
  assert.equal(http('/'), '/');
});

test('secrets in a path do not leave', () => {
  assert.doesNotMatch(http('/login?password=hunter2'), /hunter2/);
  assert.doesNotMatch(http('/k/ghp_16C7e42F292c6912E7710c838347Ae178B4a'), /16C7e42F/);
});

test('a path that was cut is told as far as it goes', () => {
  assert.equal(targetOf('http', 'GET /a/b/c'), '/a/b/c');
  assert.equal(targetOf('http', ''), '/');
});

test('literals are taken out of a statement', () => {
  assert.equal(sql("SELECT * FROM orders WHERE id = 7 AND name = 'O''Neil'"), 'SELECT * FROM orders WHERE id = ? AND name = ?');
  assert.equal(sql('INSERT INTO t1 VALUES (1, 2.5), (3, 4)'), 'INSERT INTO t1 VALUES (?, …), …');
  assert.equal(sql("SELECT 'cut in the midd"), 'SELECT ?');
  assert.equal(sql('SELECT $body$secret$body$, "Name" FROM "T"'), 'SELECT ?, "Name" FROM "T"');
  assert.equal(sql('SELECT 1 -- password is x\n FROM t /* and y */'), 'SELECT ? FROM t');
  assert.equal(targetOf('mysql', 'UPDATE u SET p = "secret" WHERE a IN (1,2,3)'), 'UPDATE u SET p = ? WHERE a IN (?, …)');
});

test('of a command that has no text to tell nothing is told', () => {
  assert.equal(targetOf('redis', 'SET user:42 secret'), '');
});

test('a trace id is told when it is one', () => {
  assert.equal(traceIdOf(' 00-0af7651916cd43dd8448eb211c80319c-b7'), '0af7651916cd43dd8448eb211c80319c');
  assert.equal(traceIdOf(' 00-00000000000000000000000000000000-b7'), undefined);
  assert.equal(traceIdOf(' xx'), undefined);
});
