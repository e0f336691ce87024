import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cpuMsOf } from '#contract/fixtures/cpu-time.ts';
import { addressesIn } from './dns.ts';
import { asked, message, pointer, questionAt } from './fixtures/dns-message.ts';

test('any bytes are survived, and in no time', () => {
  const real = message('www.example.com', [
    { owner: asked, type: 'cname', data: [1, 97, ...pointer(questionAt + 4)] },
    { owner: pointer(questionAt + 4), type: 'a', data: [192, 0, 2, 1] },
  ]);
  const byte = fc.oneof({ arbitrary: fc.nat(255), weight: 2 }, fc.constant(0xc0));
  const noise = fc.array(byte, { maxLength: 512, size: 'max' });
  const damage = fc.array(fc.tuple(fc.nat(9999), fc.nat(255)), { maxLength: 5 });
  fc.assert(
    fc.property(fc.oneof({ arbitrary: fc.constant([...real]), weight: 2 }, noise), damage, (whole, others) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, other] of others) if (bytes.length > 0) bytes[at % bytes.length] = other;
      let named: ReturnType<typeof addressesIn>;
      const tookMs = cpuMsOf(() => {
        named = addressesIn(bytes);
      });
      assert.ok(tookMs < 1000);
      assert.ok(
        named === undefined || (named.name.length <= 255 && named.addresses.length <= 64 && named.addresses.every(({ address }) => address.length === 16)),
      );
    }),
    { numRuns: 20_000 },
  );
});
