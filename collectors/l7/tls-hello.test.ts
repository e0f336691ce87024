import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helloOf } from './fixtures/client-hello.ts';
import { clientHelloOf } from './tls-hello.ts';

const record = (content: readonly number[]) => [22, 3, 1, content.length >> 8, content.length & 0xff, ...content];
const text = (value: string) => [...Buffer.from(value, 'latin1')];
const counted16 = (content: readonly number[]) => [content.length >> 8, content.length & 0xff, ...content];
const messageOf = (extensions: readonly number[]) => {
  const body = [3, 3, ...Array.from({ length: 32 }, () => 7), 0, 0, 2, 0x13, 1, 1, 0, ...counted16(extensions)];
  return [1, 0, body.length >> 8, body.length & 0xff, ...body];
};
const extension = (type: number, content: readonly number[]) => [0, type, ...counted16(content)];
const serverName = (name: string, type = 0) => extension(0, counted16([type, ...counted16(text(name))]));

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`the server and the protocols that a client of ${maxVersion} asks for`, async () => {
    const bytes = await helloOf({ servername: 'shop.example.com', ALPNProtocols: ['h2', 'http/1.1'], maxVersion });
    assert.deepEqual(clientHelloOf(bytes), { serverName: 'shop.example.com', protocols: ['h2', 'http/1.1'] });
  });
}

test('a client may name neither', async () => {
  assert.deepEqual(clientHelloOf(await helloOf({})), { serverName: '', protocols: [] });
  assert.deepEqual(clientHelloOf(Uint8Array.from(record(messageOf([])))), { serverName: '', protocols: [] });
});

test('a hello in several records is one', () => {
  const message = messageOf([
    ...extension(
      51,
      Array.from({ length: 300 }, () => 9),
    ),
    ...serverName('late.example'),
  ]);
  const bytes = Uint8Array.from([...record(message.slice(0, 50)), ...record(message.slice(50, 51)), ...record(message.slice(51))]);
  assert.equal(clientHelloOf(bytes)?.serverName, 'late.example');
});

test('of a hello that was cut, what is there is read: never half a name', async () => {
  const bytes = await helloOf({ servername: 'shop.example.com', ALPNProtocols: ['h2'] });
  for (let length = 0; length <= bytes.length; length++) {
    const hello = clientHelloOf(bytes.subarray(0, length));
    assert.ok(['', 'shop.example.com', undefined].includes(hello?.serverName), `${length} bytes: ${hello?.serverName}`);
    assert.ok(hello === undefined || hello.protocols.every((protocol) => protocol === 'h2'), `${length} bytes`);
  }
});

test('of two server names the first counts, and only a name of a host', () => {
  assert.equal(clientHelloOf(Uint8Array.from(record(messageOf([...serverName('one.example'), ...serverName('two.example')]))))?.serverName, 'one.example');
  assert.equal(clientHelloOf(Uint8Array.from(record(messageOf(serverName('other.example', 1)))))?.serverName, '');
});

test('what is no ClientHello says nothing', () => {
  const message = messageOf(serverName('a.example'));
  for (const bytes of [[], [22], record([2, ...message.slice(1)]), [23, ...record(message).slice(1)], text('GET / HTTP/1.1\r\n\r\n'.repeat(9))]) {
    assert.equal(clientHelloOf(Uint8Array.from(bytes)), undefined);
  }
});
