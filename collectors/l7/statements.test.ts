import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statementOf } from './statements.ts';

const postgresql = (text: string) => statementOf(text, 'postgresql');
const mysql = (text: string) => statementOf(text, 'mysql');

test('literals are taken out of a statement', () => {
  assert.equal(postgresql("SELECT * FROM orders WHERE id = 7 AND name = 'O''Neil'"), 'SELECT * FROM orders WHERE id = ? AND name = ?');
  assert.equal(postgresql('INSERT INTO t1 VALUES (1, 2.5), (-3, +4e-5)'), 'INSERT INTO t1 VALUES (?, …), …');
  assert.equal(postgresql('SELECT $body$secret$body$, "Name", $1 FROM "T"'), 'SELECT ?, "Name", $1 FROM "T"');
  assert.equal(postgresql('SELECT 1 -- password is x\n FROM t /* and y */'), 'SELECT ? FROM t');
  assert.equal(postgresql("SELECT a-1, b'101', u&'\\0041', 0xff FROM t2"), 'SELECT a-?, ?, ?, ? FROM t2');
  assert.equal(mysql('UPDATE u SET p = "secret" WHERE `a 1` IN (1,2,3)'), 'UPDATE u SET p = ? WHERE `a 1` IN (?, …)');
});

test('a backslash escapes where the server takes it for one', () => {
  assert.equal(postgresql("INSERT INTO t VALUES ('C:\\', 'secret')"), 'INSERT INTO t VALUES (?, …)');
  assert.equal(postgresql("SELECT E'it\\'s', 'secret'"), 'SELECT ?, ?');
  assert.equal(postgresql("SELECT e'a' -- why\n 'b\\' secret'"), 'SELECT ?');
  assert.equal(mysql("SELECT 'it\\'s', \"it\\\"s\", 'secret'"), 'SELECT ?, ?, ?');
  assert.equal(mysql("SELECT '\x95\\', 'secret'"), 'SELECT ?');
});

test('comments are found between literals, and literals between comments', () => {
  assert.equal(postgresql("SELECT '--', 1\n, 'secret'"), 'SELECT ?, ? , ?');
  assert.equal(postgresql('/* a /* b */ secret */ SELECT 1'), 'SELECT ?');
  assert.equal(postgresql("SELECT 1 -- it's\n, 'secret'"), 'SELECT ? , ?');
  assert.equal(mysql("UPDATE users SET password='p' # was secret"), 'UPDATE users SET password=?');
  assert.equal(mysql("SELECT 5--'3', 'secret' -- it's\n, 4"), 'SELECT ?--?, ? , ?');
  assert.equal(mysql('/* a /* b */ SELECT 1'), 'SELECT ?');
});

test('what only some servers run is not told where it has literals, nor what follows', () => {
  assert.equal(mysql("SELECT /*! '*/ secret' */ 1"), 'SELECT');
  assert.equal(mysql('SELECT /*+ MAX_EXECUTION_TIME(1000) */ a FROM t'), 'SELECT a FROM t');
  assert.equal(mysql("SELECT /*m!100100 a # */ secret\n*/ 'x'"), 'SELECT');
});

test('a `$` inside of a name begins no text', () => {
  assert.equal(postgresql("SELECT a$b$, 'x c$b$ y', 'secret'"), 'SELECT a$b$, ?, ?');
});
