import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command, type RespValue, respDecoder } from './resp.ts';

/** Every kind of reply, as it stands on the wire. */
const wire = '+OK\r\n:-42\r\n$6\r\nbra€\r\n$-1\r\n*-1\r\n*0\r\n*3\r\n$0\r\n\r\n*2\r\n:1\r\n-ERR deep\r\n+\r\n-WRONGTYPE no list\r\n$4\r\n\r\n\r\n\r\n';
const values: RespValue[] = ['OK', -42, 'bra€', null, null, [], ['', [1, new Error('ERR deep')], ''], new Error('WRONGTYPE no list'), '\r\n\r\n'];

function decoded(chunks: readonly Buffer[]): RespValue[] {
  const decode = respDecoder();
  return chunks.flatMap((chunk) => decode(chunk));
}

test('every kind of reply is read, however the bytes are cut', () => {
  const bytes = Buffer.from(wire);
  assert.deepEqual(decoded([bytes]), values);
  assert.deepEqual(decoded([...bytes].map((byte) => Buffer.of(byte))), values);
  for (let at = 1; at < bytes.length; at += 1) assert.deepEqual(decoded([bytes.subarray(0, at), bytes.subarray(at)]), values, `cut at ${at}`);
});

test('a reply that is not whole yet is kept back', () => {
  const decode = respDecoder();
  assert.deepEqual(decode(Buffer.from('+OK\r\n*2\r\n:1\r\n')), ['OK']);
  assert.deepEqual(decode(Buffer.from(':2\r')), []);
  assert.deepEqual(decode(Buffer.from('\n')), [[1, 2]]);
});

test('what is not of the protocol is refused', () => {
  for (const strange of ['HTTP/1.1 200 OK\r\n', ':1e9\r\n', '$x\r\nabc\r\n', '*\r\n']) assert.throws(() => decoded([Buffer.from(strange)]), /Redis sent/);
});

test('a command counts bytes, not characters', () => {
  assert.equal(command('SET', 'price', '€ 5').toString(), '*3\r\n$3\r\nSET\r\n$5\r\nprice\r\n$5\r\n€ 5\r\n');
});
