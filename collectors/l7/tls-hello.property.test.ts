import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { helloOf } from './fixtures/client-hello.ts';
import { clientHelloOf } from './tls-hello.ts';

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
