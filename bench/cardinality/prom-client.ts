import { Counter, Registry } from 'prom-client';

/** The peer in Node: reads tuples, draw after draw, and counts each in a series of its own, until it ends or is ended. */
const tupleBytes = 8;
const tellEveryMs = 250;
const registry = new Registry();
const counter = new Counter({ name: 'peer_datagrams_total', help: 'Datagrams.', labelNames: ['server', 'port'], registers: [registry] });
/** A bit for each tuple. */
const seen = new Uint8Array(2 ** 24);
let series = 0;
let toldAtMs = performance.now();

function count(address: number, port: number): void {
  counter.labels({ server: `10.${(address >>> 16) & 255}.${(address >>> 8) & 255}.0/24`, port: String(port) }).inc();
  const place = ((address >>> 8) & 0xffff) * 2048 + (port & 2047);
  const bit = 1 << (place & 7);
  if (((seen[place >>> 3] ?? 0) & bit) !== 0) return;
  seen[place >>> 3] = (seen[place >>> 3] ?? 0) | bit;
  series++;
}

let left = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  const bytes = Buffer.concat([left, chunk]);
  const whole = bytes.length - (bytes.length % tupleBytes);
  for (let at = 0; at < whole; at += tupleBytes) count(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
  left = bytes.subarray(whole);
  if (performance.now() - toldAtMs < tellEveryMs) continue;
  toldAtMs = performance.now();
  process.stdout.write(`${JSON.stringify({ series, residentBytes: process.memoryUsage.rss() })}\n`);
}
