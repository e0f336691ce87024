import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import kafkajs, { type Message } from 'kafkajs';
import { compressed } from '#contract/kafka-client.ts';
import { crc32c } from './crc32c.ts';

/**
 * Lines of one key, which become a message each as they are written into the batch. kafkajs makes some twenty objects of each message,
 * and copies all of a partition for each that comes: that is nine tenths of what sending costs. What it does with batches stays.
 */
export interface PackedLines {
  /** What stands in each message's headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** And beside them its number, under this name. */
  readonly numberedBy: string;
  /** Where the lines are, each from here to there. */
  readonly text: Buffer;
  readonly from: number[];
  readonly to: number[];
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
const Encoder: new (size: number) => Encoded = require(paths.encoder);

const isPacked = (record: object): record is Packed => 'lines' in record;

/** Of one that is about to be sent; kafkajs asks for a value. */
export function packedMessage(key: string, lines: PackedLines): Message {
  return { key: Buffer.from(key), value: lines.text, lines } as Message;
}

/** Undefined of a single line. */
export function halvesOf(lines: PackedLines): readonly [PackedLines, PackedLines] | undefined {
  const { from, to, numbers } = lines;
  const half = Math.ceil(from.length / 2);
  if (half === from.length) return undefined;
  return [
    { ...lines, from: from.slice(0, half), to: to.slice(0, half), numbers: numbers.slice(0, half) },
    { ...lines, from: from.slice(half), to: to.slice(half), numbers: numbers.slice(half), ofFirst: undefined },
  ];
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
  replace(paths.batch, {
    ...ofBatch,
    RecordBatch: async (options: BatchOptions) => (options.records.some(isPacked) ? packedBatch(options) : await RecordBatch(options)),
  });
}

const headBytes = 61;
const crcAt = 17;
const attributesAt = 21;

/** At once, before the next batch is written where this one is. */
const codecs: ReadonlyMap<number, (bytes: Buffer) => Buffer> = new Map([
  [kafkajs.CompressionTypes.ZSTD, compressed],
  [kafkajs.CompressionTypes.GZIP, (bytes) => gzipSync(bytes)],
]);

/** A record batch of magic 2, as KIP-98 tells. */
function packedBatch({ compression, records, firstTimestamp, maxTimestamp }: BatchOptions): Encoded {
  const codec = codecs.get(compression);
  if (codec === undefined) throw new Error('packed lines are compressed by zstd or gzip');
  const { count, bytes } = packedRecords(records.filter(isPacked));
  const body = codec(bytes);
  const batch = Buffer.allocUnsafe(headBytes + body.length);
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
  body.copy(batch, headBytes);
  batch.writeUInt32BE(crc32c(batch.subarray(attributesAt)), crcAt);
  return Object.assign(new Encoder(1), { buf: batch, offset: batch.length });
}

const mostNumberBytes = 16;
/** Of the numbers before and between the parts of a record. */
const mostFrameBytes = 32;
const mostVarintBytes = 5;

/** Room for the records of one batch after the other: they are compressed before the next ones are written. */
let room = Buffer.alloc(0);

function roomFor(bytes: number): Buffer {
  if (room.length < bytes) room = Buffer.allocUnsafeSlow(bytes);
  return room;
}

/** What is the same in all records of one key, as it is written. */
function sameInAll({ key, lines }: Packed) {
  const { headers, numberedBy, ofFirst = {}, from, to } = lines;
  const name = withLength(Buffer.from(numberedBy));
  const own = headersOf(headers);
  const count = Object.keys(headers).length + 1;
  const rest = Buffer.concat([varint(count), own, name]);
  const restOfFirst = Buffer.concat([varint(count + Object.keys(ofFirst).length), own, headersOf(ofFirst), name]);
  const withKey = withLength(key);
  const most = restOfFirst.length + from.length * (withKey.length + rest.length + mostNumberBytes + mostFrameBytes);
  return { lines, key: withKey, rest, restOfFirst, most: from.reduce((sum, start, at) => sum + (to[at] ?? start) - start, most) };
}

function packedRecords(packed: readonly Packed[]): { count: number; bytes: Buffer } {
  const same = packed.map(sameInAll);
  const out = new Writer(roomFor(same.reduce((sum, { most }) => sum + most, 0)));
  let count = 0;
  for (const { lines, key, rest, restOfFirst } of same) {
    const { text, from, to, numbers } = lines;
    for (let at = 0; at < from.length; at += 1) {
      const [start, end] = [from[at] ?? 0, to[at] ?? 0];
      const headers = at === 0 ? restOfFirst : rest;
      const number = String(numbers[at]);
      out.varint(2 + sizeOf(count) + key.length + sizeOf(end - start) + end - start + headers.length + 1 + number.length);
      // Attributes, and the time since the first of the batch: none.
      out.byte(0);
      out.byte(0);
      out.varint(count);
      out.bytes(key);
      out.varint(end - start);
      out.part(text, start, end);
      out.bytes(headers);
      out.varint(number.length);
      out.text(number);
      count += 1;
    }
  }
  return { count, bytes: out.written };
}

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

  part(bytes: Buffer, from: number, to: number): void {
    this.#at += bytes.copy(this.#buffer, this.#at, from, to);
  }

  /** ASCII. */
  text(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.byte(text.charCodeAt(at));
  }
}

function varint(value: number): Buffer {
  const out = new Writer(Buffer.allocUnsafe(mostVarintBytes));
  out.varint(value);
  return out.written;
}

const withLength = (bytes: Buffer): Buffer => Buffer.concat([varint(bytes.length), bytes]);

function headersOf(headers: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(Object.entries(headers).flatMap(([name, value]) => [withLength(Buffer.from(name)), withLength(Buffer.from(value))]));
}
