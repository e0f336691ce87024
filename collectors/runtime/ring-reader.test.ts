import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EventVisitor, ringReader } from './ring-reader.ts';

const dataAt = 4096;
const dataBytes = 256;
const busyBit = 0x80000000;
const discardBit = 0x40000000;

/** Writes as the kernel does: each event is a header of 8 bytes and its bytes, rounded up to 8, and goes on at the start where the data end. */
function kernelSide(startAt = 0) {
  const pages = { consumer: new ArrayBuffer(4096), producer: new ArrayBuffer(dataAt + dataBytes), dataAt, dataBytes };
  const consumed = new BigInt64Array(pages.consumer, 0, 1);
  const produced = new BigInt64Array(pages.producer, 0, 1);
  const data = new Uint8Array(pages.producer, dataAt);
  consumed[0] = BigInt(startAt);
  produced[0] = BigInt(startAt);
  const setHeader = (at: number, header: number) => new DataView(pages.producer, dataAt).setUint32(at % dataBytes, header, true);
  return {
    pages,
    write(text: string, bits = 0): number {
      const at = Number(produced[0]);
      const bytes = Buffer.from(text);
      setHeader(at, (bytes.length | bits) >>> 0);
      for (const [index, byte] of bytes.entries()) data[(at + 8 + index) % dataBytes] = byte;
      produced[0] = BigInt(at + 8 + Math.ceil(bytes.length / 8) * 8);
      return at;
    },
    setHeader,
    unread: () => Number((produced[0] ?? 0n) - (consumed[0] ?? 0n)),
  };
}

function texts(): { seen: string[]; visit: EventVisitor } {
  const seen: string[] = [];
  return { seen, visit: (view, at, length) => seen.push(Buffer.from(view.buffer, view.byteOffset + at, length).toString()) };
}

test('events come once and in order, and their room is given back', () => {
  const kernel = kernelSide();
  const { seen, visit } = texts();
  const drain = ringReader(kernel.pages, visit);
  kernel.write('one');
  kernel.write('of sixteen bytes');
  assert.equal(drain(), 40 / dataBytes);
  assert.equal(drain(), 0);
  kernel.write('');
  kernel.write('four');
  drain();
  assert.deepEqual(seen, ['one', 'of sixteen bytes', '', 'four']);
  assert.equal(kernel.unread(), 0);
});

test('an event is whole wherever the end of the ring cuts it, at positions beyond 32 bits too', () => {
  const { seen, visit } = texts();
  const text = 'an event of forty bytes, with its header';
  for (const lap of [0, 2 ** 32, 2 ** 45]) {
    for (let startAt = lap; startAt < lap + 2 * dataBytes; startAt += 8) {
      const kernel = kernelSide(startAt);
      kernel.write(text);
      kernel.write(`${startAt}`);
      ringReader(kernel.pages, visit)();
      assert.deepEqual(seen.splice(0), [text, `${startAt}`], `from ${startAt}`);
      assert.equal(kernel.unread(), 0);
    }
  }
});

test('an event that is still being written holds back those behind it until it is finished', () => {
  const kernel = kernelSide();
  const { seen, visit } = texts();
  const drain = ringReader(kernel.pages, visit);
  kernel.write('done');
  const at = kernel.write('late', busyBit);
  kernel.write('behind');
  drain();
  assert.deepEqual(seen, ['done']);
  assert.equal(kernel.unread(), 32);
  assert.equal(drain(), 0);
  kernel.setHeader(at, 'late'.length);
  drain();
  assert.deepEqual(seen, ['done', 'late', 'behind']);
  assert.equal(kernel.unread(), 0);
});

test('a discarded event is passed over', () => {
  const kernel = kernelSide();
  const { seen, visit } = texts();
  kernel.write('thrown away', discardBit);
  kernel.write('kept');
  ringReader(kernel.pages, visit)();
  assert.deepEqual(seen, ['kept']);
  assert.equal(kernel.unread(), 0);
});

test('while a full ring is read, the kernel gets room for more', () => {
  const kernel = kernelSide();
  let leastUnread = dataBytes;
  const drain = ringReader(kernel.pages, () => {
    leastUnread = Math.min(leastUnread, kernel.unread());
  });
  for (let n = 0; n < dataBytes / 16; n++) kernel.write('8 bytes.');
  assert.equal(kernel.unread(), dataBytes);
  assert.equal(drain(), 1);
  assert.ok(leastUnread <= dataBytes / 4, `the visitors saw ${leastUnread} bytes or more unread`);
});

test('where a visitor throws, the next drain goes on behind its event', () => {
  const kernel = kernelSide();
  const { seen, visit } = texts();
  const drain = ringReader(kernel.pages, (view, at, length) => {
    visit(view, at, length);
    if (seen.at(-1) === 'bad') throw new Error('cannot be decoded');
  });
  for (const text of ['first', 'bad', 'last']) kernel.write(text);
  assert.throws(drain, /cannot be decoded/);
  assert.equal(kernel.unread(), 16);
  drain();
  assert.deepEqual(seen, ['first', 'bad', 'last']);
});
