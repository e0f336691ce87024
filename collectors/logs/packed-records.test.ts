import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import kafkajs from 'kafkajs';
import { packedMessage, teachPackedLines } from './packed-records.ts';

teachPackedLines();

interface Decoded {
  readonly records: readonly { readonly key: Buffer; readonly value: Buffer; readonly headers: Readonly<Record<string, Buffer>> }[];
}

const require = createRequire(import.meta.url);
const inside = 'kafkajs/src/protocol';
const { RecordBatch }: { RecordBatch(options: object): Promise<{ readonly buffer: Buffer }> } = require(`${inside}/recordBatch/v0/index.js`);
const decode: (decoder: object) => Promise<Decoded> = require(`${inside}/recordBatch/v0/decoder.js`);
const Decoder: new (bytes: Buffer) => object = require(`${inside}/decoder.js`);

const text = Buffer.from('one\nzwei ü\n\nfour\n');
const named = { headers: { agent: 'n1' }, numberedBy: 'seq', text };
const lines = [
  packedMessage('process:a', { ...named, from: [0, 12], to: [3, 12], numbers: [7, 9], ofFirst: { lost: '41' } }),
  packedMessage('process:ü', { ...named, from: [4, 13], to: [11, 17], numbers: [8, 10] }),
];
const firstTimestamp = 1_767_225_600_000;

async function readBack(compression: number): Promise<readonly unknown[]> {
  const { buffer } = await RecordBatch({ compression, records: lines, firstTimestamp, maxTimestamp: firstTimestamp });
  const { records } = await decode(new Decoder(buffer));
  return records.map(({ key, value, headers }) => [String(key), String(value), Object.fromEntries(Object.entries(headers).map(([n, of]) => [n, String(of)]))]);
}

for (const codec of ['ZSTD', 'GZIP'] as const) {
  test(`packed lines by ${codec.toLowerCase()} are read back as they were`, async () => {
    assert.deepEqual(await readBack(kafkajs.CompressionTypes[codec]), [
      ['process:a', 'one', { agent: 'n1', lost: '41', seq: '7' }],
      ['process:a', '', { agent: 'n1', seq: '9' }],
      ['process:ü', 'zwei ü', { agent: 'n1', seq: '8' }],
      ['process:ü', 'four', { agent: 'n1', seq: '10' }],
    ]);
  });
}

test('packed lines are not sent by a codec that nobody taught', async () => {
  await assert.rejects(readBack(kafkajs.CompressionTypes.Snappy), /by zstd or gzip/);
});
