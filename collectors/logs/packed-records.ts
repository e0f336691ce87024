import { createRequire } from 'node:module';
import type { Message } from 'kafkajs';

/**
 * Lines of one key, which become a message each as they are written into the batch. kafkajs makes some twenty objects of each message,
 * and copies all of a partition for each that comes: that is nine tenths of what sending costs. What it does with batches stays.
 */
export interface PackedLines {
  /** What stands in each message's headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** And beside them its number, under this name. */
  readonly numberedBy: string;
  readonly values: Buffer[];
  readonly numbers: number[];
  /** Headers of the first alone. */
  readonly ofFirst?: Readonly<Record<string, string>> | undefined;
}

interface Packed {
  readonly key: Buffer;
  readonly lines: PackedLines;
}

type Encoded = object;
interface BatchOptions {
  readonly compression: number;
  readonly records: readonly (Packed | Encoded)[];
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
}

const require = createRequire(import.meta.url);
const inside = 'kafkajs/src/protocol';
const paths = { record: `${inside}/recordBatch/record/v0/index.js`, batch: `${inside}/recordBatch/v0/index.js`, encoder: `${inside}/encoder.js` };
const ofRecord: (message: object) => Encoded = require(paths.record);
const ofBatch: { RecordBatch(options: BatchOptions): Promise<Encoded> } = require(paths.batch);
const Encoder: new () => { writeBuffer(buffer: Buffer): Encoded } = require(paths.encoder);
const crc32c: (buffer: Buffer) => number = require(`${inside}/recordBatch/crc32C/index.js`);
const { lookupCodec }: { lookupCodec(type: number): { compress(encoder: { buffer: Buffer }): Promise<Buffer> } } = require(`${inside}/message/compression`);

const isPacked = (record: object): record is Packed => 'lines' in record;

/** Of one that is about to be sent; kafkajs asks for a value. */
export function packedMessage(key: string, lines: PackedLines): Message {
  return { key: Buffer.from(key), value: lines.values[0] ?? null, lines } as Message;
}

function replace(path: string, exported: unknown): void {
  const module = require.cache[require.resolve(path)];
  if (module === undefined) throw new Error(`kafkajs has no ${path}`);
  module.exports = exported;
}

/** From now on kafkajs knows packed lines; what else is sent goes the way it went. */
export function teachPackedLines(): void {
  replace(paths.record, (message: object) => (isPacked(message) ? message : ofRecord(message)));
  const { RecordBatch } = ofBatch;
  replace(paths.batch, { ...ofBatch, RecordBatch: (options: BatchOptions) => (options.records.some(isPacked) ? packedBatch(options) : RecordBatch(options)) });
}

const headBytes = 61;
const crcAt = 17;
const attributesAt = 21;

/** A record batch of magic 2, as KIP-98 tells. */
async function packedBatch({ compression, records, firstTimestamp, maxTimestamp }: BatchOptions): Promise<Encoded> {
  const packed = records.filter(isPacked);
  const { count, bytes } = packedRecords(packed);
  const compressed = await lookupCodec(compression).compress({ buffer: bytes });
  const batch = Buffer.allocUnsafe(headBytes + compressed.length);
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(0, 12);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(compression, attributesAt);
  batch.writeInt32BE(count - 1, 23);
  batch.writeBigInt64BE(BigInt(firstTimestamp), 27);
  batch.writeBigInt64BE(BigInt(maxTimestamp), 35);
  // No producer that numbers its batches.
  batch.fill(0xff, 43, 57);
  batch.writeInt32BE(count, 57);
  compressed.copy(batch, headBytes);
  batch.writeUInt32BE(crc32c(batch.subarray(attributesAt)), crcAt);
  return new Encoder().writeBuffer(batch);
}

const mostNumberBytes = 16;
/** Of the numbers before and between the parts of a record. */
const mostFrameBytes = 32;

function packedRecords(packed: readonly Packed[]): { count: number; bytes: Buffer } {
  let most = 0;
  const heads = packed.map(({ key, lines }) => {
    const { headers, numberedBy, ofFirst = {}, values } = lines;
    const [common, first] = [headersOf(headers), headersOf(ofFirst)];
    const name = withLength(Buffer.from(numberedBy));
    const own = key.length + common.length + name.length + mostNumberBytes + mostFrameBytes;
    most += first.length + values.reduce((sum, value) => sum + value.length + own, 0);
    return { key: withLength(key), common, first, name, lines, headers: Object.keys(headers).length + 1, firstHeaders: Object.keys(ofFirst).length };
  });
  const out = new Writer(Buffer.allocUnsafe(most));
  let count = 0;
  for (const { key, common, first, name, lines, headers, firstHeaders } of heads) {
    for (const [at, value] of lines.values.entries()) {
      const more = at === 0 ? first : nothing;
      const number = String(lines.numbers[at]);
      const headerCount = at === 0 ? headers + firstHeaders : headers;
      const fixed = 2 + key.length + common.length + more.length + name.length + number.length + 1 + 1;
      out.varint(fixed + sizeOf(count) + sizeOf(value.length) + value.length);
      // Attributes, and the time since the first of the batch: none.
      out.byte(0);
      out.byte(0);
      out.varint(count);
      out.bytes(key);
      out.varint(value.length);
      out.bytes(value);
      out.varint(headerCount);
      out.bytes(common);
      out.bytes(more);
      out.bytes(name);
      out.varint(number.length);
      out.text(number);
      count += 1;
    }
  }
  return { count, bytes: out.written };
}

const nothing = Buffer.alloc(0);

/** As Kafka has it: zigzag, seven bits a byte. */
function sizeOf(value: number): number {
  let size = 1;
  for (let left = value * 2; left > 127; left = Math.floor(left / 128)) size += 1;
  return size;
}

class Writer {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get written(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  byte(value: number): void {
    this.#buffer[this.#at] = value;
    this.#at += 1;
  }

  varint(value: number): void {
    let left = value * 2;
    for (; left > 127; left >>>= 7) this.byte((left & 127) | 128);
    this.byte(left);
  }

  bytes(bytes: Buffer): void {
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** ASCII. */
  text(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.byte(text.charCodeAt(at));
  }
}

function withLength(bytes: Buffer): Buffer {
  const out = new Writer(Buffer.allocUnsafe(bytes.length + 5));
  out.varint(bytes.length);
  out.bytes(bytes);
  return out.written;
}

function headersOf(headers: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(Object.entries(headers).flatMap(([name, value]) => [withLength(Buffer.from(name)), withLength(Buffer.from(value))]));
}
