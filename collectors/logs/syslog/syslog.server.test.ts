import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import test, { type TestContext } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { until } from '../../runtime/fixtures/until.ts';
import { BatchBuilder } from '../lines/batch-builder.ts';
import { Patterns } from '../patterns/patterns.ts';
import { syslog } from './syslog.ts';

/** What listens, with a spool that can be full, and is looked after as the process does. */
async function listening(t: TestContext) {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const disk = { isFull: false };
  const stored: string[] = [];
  const counted = new Map<string, number>();
  const troubles: unknown[] = [];
  const count = (what: string, by: number) => counted.set(what, (counted.get(what) ?? 0) + by);
  const builder = new BatchBuilder({
    counts: { lines: () => {}, lost: count, odd: count },
    patterns: new Patterns(),
    onBatch: ({ lines, count: length }) => {
      if (disk.isFull) throw new Error('the disk is full');
      if (length > 0) stored.push(...zstdDecompressSync(lines).toString().trimEnd().split('\n'));
    },
  });
  const counts = { lines: () => {}, lost: count, odd: count, refused: (input: string, why: string) => count(`${input} ${why}`, 1) };
  const input = syslog({ at: { host: '127.0.0.1', port }, node: 'web-1', builder, counts, onTrouble: (trouble) => troubles.push(trouble) });
  t.after(() => input.close());
  await until('the trouble with an address that is taken', () => troubles.length > 0);
  taken.close();
  await until('that it listens all the same', () => input.isUp);
  const look = () => {
    if (!disk.isFull) builder.flush();
    input.read();
    return stored.map((line) => (JSON.parse(line) as { message: string }).message);
  };
  return { port, disk, counted, look, close: () => input.close() };
}

const lines = Array.from({ length: 20_000 }, (_, number) => `<13>1 - web-1 tcp - - - ${number} ${'x'.repeat(100)}\n`).join('');

test('an address that is taken is tried again; what comes over TCP while the disk is full waits, what comes as a datagram is counted', async (t) => {
  const { port, disk, counted, look } = await listening(t);
  disk.isFull = true;
  const socket = connect(port, '127.0.0.1');
  socket.write(lines);
  const sender = createSocket('udp4');
  t.after(() => sender.close());
  await until('that nothing more is taken', () => {
    sender.send('<13>1 - web-1 udp - - - x', port, '127.0.0.1');
    return (counted.get('datagram_dropped') ?? 0) > 0;
  });
  assert.equal(look().length, 0);
  disk.isFull = false;
  socket.end();
  const sent = (message: string) => message.length > 100;
  await until('all of them', () => look().filter(sent).length >= 20_000);
  await until('that the connection is closed', () => socket.closed);
  const numbers = look()
    .filter(sent)
    .map((message) => Number.parseInt(message, 10));
  assert.deepEqual(
    numbers,
    Array.from({ length: 20_000 }, (_, number) => number),
  );
});

test('a message that is not ended when reading ends is all of it', async (t) => {
  const { port, look, close } = await listening(t);
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  t.after(() => socket.destroy());
  socket.write('<13>1 - web-1 tcp - - - whole\n<13>1 - web-1 tcp - - - begun');
  await until('what is whole', () => look().includes('whole'));
  close();
  assert.deepEqual(look(), ['whole', 'begun']);
});

test('what has no room when reading ends is counted', async (t) => {
  const { port, disk, counted, look, close } = await listening(t);
  disk.isFull = true;
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  const sender = createSocket('udp4');
  t.after(() => {
    socket.destroy();
    sender.close();
  });
  socket.write(lines);
  await until('that nothing more is taken', () => {
    sender.send('<13>1 - web-1 udp - - - x', port, '127.0.0.1');
    return (counted.get('datagram_dropped') ?? 0) > 0;
  });
  close();
  assert.ok((counted.get('spool_full') ?? 0) > 0);
  disk.isFull = false;
  assert.ok(look().length > 0);
});

test('one connection too many is refused, and counted', async (t) => {
  const { port, counted, look } = await listening(t);
  const sockets = Array.from({ length: 257 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  await until('the refusal', () => counted.get('syslog busy') === 1);
  for (const socket of sockets) socket.end('<13>x');
  await until('what the others sent', () => look().length === 256);
});

test('senders that have gone while the disk is full leave no more behind than may be connected', async (t) => {
  const { port, disk, counted, look } = await listening(t);
  disk.isFull = true;
  const sender = createSocket('udp4');
  t.after(() => sender.close());
  await until('that nothing more is taken', () => {
    sender.send(`<13>1 - web-1 udp - - - ${'x'.repeat(8000)}`, port, '127.0.0.1');
    return (counted.get('datagram_dropped') ?? 0) > 0;
  });
  const isRefused = () => (counted.get('syslog busy') ?? 0) > 0;
  for (let sent = 0; sent < 400 && !isRefused(); sent += 1) {
    // A message without an end is taken when its sender has gone.
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.end('<13>1 - web-1 tcp - - - gone').resume();
    await once(socket, 'close');
  }
  await until('a refusal', isRefused);
  disk.isFull = false;
  await until('what was taken', () => look().filter((message) => message === 'gone').length === 256);
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write('<13>1 - web-1 tcp - - - later\n');
  await until('that there is room again', () => look().includes('later'));
});
