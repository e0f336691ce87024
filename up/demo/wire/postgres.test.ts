import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgres, postgresDecoder, query, type Row, sql } from './postgres.ts';

function message(type: string, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.from(`${type}\0\0\0\0`);
  head.writeInt32BE(4 + bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function row(columns: Row): Buffer {
  const parts = columns.map((column) => {
    const text = Buffer.from(column ?? '');
    const length = Buffer.alloc(4);
    length.writeInt32BE(column === null ? -1 : text.length);
    return Buffer.concat([length, text]);
  });
  const count = Buffer.alloc(2);
  count.writeInt16BE(columns.length);
  return message('D', Buffer.concat([count, ...parts]));
}

const idle = message('Z', 'I');
const admitted = message('R', Buffer.alloc(4));
const failure = (severity: string, code: string, text: string) => message('E', `SERR\0V${severity}\0C${code}\0M${text}\0\0`);

function decoded(chunks: readonly Buffer[]): (Row[] | Error)[] {
  const decode = postgresDecoder();
  return chunks.flatMap((chunk) => decode(chunk));
}

test('a session is read, however the bytes are cut: the welcome, rows, an error, two statements in one query', () => {
  const bytes = Buffer.concat([
    ...[admitted, message('S', 'server_version\x0015\0'), message('K', Buffer.alloc(8)), idle],
    ...[message('T', Buffer.alloc(2)), row(['1', null, '']), row(['2', 'Brass compass €', 'x']), message('C', 'SELECT 2\0'), idle],
    ...[failure('ERROR', '42P01', 'relation "orders" does not exist'), idle],
    ...[message('N', 'SNOTICE\0\0'), message('C', 'UPDATE 1\0'), message('T', Buffer.alloc(2)), row(['7']), message('C', 'INSERT 0 1\0'), idle],
    ...[message('I', ''), idle],
  ]);
  const replies = [
    [],
    [
      ['1', null, ''],
      ['2', 'Brass compass €', 'x'],
    ],
    new Error('PostgreSQL: relation "orders" does not exist (42P01)'),
    [['7']],
    [],
  ];
  assert.deepEqual(decoded([bytes]), replies);
  for (let at = 1; at < bytes.length; at += 1) assert.deepEqual(decoded([bytes.subarray(0, at), bytes.subarray(at)]), replies, `cut at ${at}`);
});

test('an error that ends the session ends the connection', () => {
  const starting = failure('FATAL', '57P03', 'the database system is starting up');
  assert.throws(() => decoded([starting]), /^Error: PostgreSQL: the database system is starting up \(57P03\)$/);
});

test('what the demo does not speak is refused: passwords, copies, bytes out of step', () => {
  assert.throws(() => decoded([message('R', Buffer.of(0, 0, 0, 10))]), /asks for a password/);
  assert.throws(() => decoded([message('G', Buffer.alloc(3))]), /sent a message "G"/);
  assert.throws(() => decoded([Buffer.from('HTTP/1.1 400')]), /of 1414811695 bytes/);
  assert.throws(() => decoded([Buffer.of(0x5a, 0, 0, 0, 3)]), /of 3 bytes/);
});

test('the first words to the server', () => {
  const hello = postgres('shop', 'store').hello;
  const text = 'user\0shop\0database\0store\0client_encoding\0UTF8\0\0';
  assert.equal(hello?.readInt32BE(0), 8 + text.length);
  assert.equal(hello?.readInt32BE(4), 0x30000);
  assert.equal(hello?.toString('latin1', 8), text);
});

test('a query counts bytes, not characters', () => {
  assert.deepEqual(query("SELECT '€'"), message('Q', "SELECT '€'\0"));
});

test('a statement takes whole numbers and nothing else', () => {
  assert.deepEqual(sql`SELECT ${7}, ${-1}`, query('SELECT 7, -1'));
  for (const strange of [Number.NaN, 1.5, 2 ** 53]) assert.throws(() => sql`SELECT ${strange}`, /is no whole number/);
});
