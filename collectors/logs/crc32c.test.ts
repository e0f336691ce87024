import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { crc32c } from './crc32c.ts';

const theirs: (bytes: Buffer) => number = createRequire(import.meta.url)('kafkajs/src/protocol/recordBatch/crc32C/index.js');

test('the checksum is that of the catalogue, and of kafkajs, for bytes of any length', () => {
  assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
  for (let length = 0; length < 70; length += 1) {
    const bytes = randomBytes(length);
    assert.equal(crc32c(bytes), theirs(bytes), bytes.toString('hex'));
  }
});
