import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { type ConnectionOptions, connect } from 'node:tls';
import fc from 'fast-check';
import { clientHelloOf } from './tls-hello.ts';

/** What a client sends first. */
function helloOf(options: ConnectionOptions): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read() {},
      write(bytes: Buffer, _encoding, done) {
        resolve(bytes);
        done();
      },
    });
    connect({ socket: wire, ...options });
  });
}

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

test('any bytes are survived', async () => {
  const real = await helloOf({ servername: 'shop.example.com', ALPNProtocols: ['h2', 'http/1.1'] });
  const begun = fc.nat(real.length).map((length) => Uint8Array.from(real).subarray(0, length));
  const others = fc.array(fc.tuple(fc.nat(9999), fc.nat(255)), { maxLength: 7 });
  fc.assert(
    fc.property(fc.oneof({ arbitrary: begun, weight: 2 }, fc.uint8Array({ maxLength: 600, size: 'max' })), others, (bytes, damage) => {
      for (const [at, byte] of damage) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      const hello = clientHelloOf(bytes);
      assert.ok(hello === undefined || (hello.serverName.length < 2048 && hello.protocols.length <= 16));
    }),
    { numRuns: 20_000 },
  );
});
