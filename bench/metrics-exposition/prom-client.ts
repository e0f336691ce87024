import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { Gauge, Registry } from 'prom-client';

/** The peer of bench G7 in Node: `prom-client.ts COUNT`, obeys the same lines as ours. */
const registry = new Registry();
const gauge = new Gauge({ name: 'peer_bytes', help: 'Bytes between two services.', labelNames: ['dst', 'port', 'src'], registers: [registry] });
const count = Number(process.argv[2]);
const children = Array.from({ length: count }, (_, n) => gauge.labels({ dst: `svc-${Math.floor(n / 1000)}`, port: '8080', src: `svc-${n % 1000}` }));

function setRound(round: number): void {
  for (const [n, child] of children.entries()) child.set(((n * 7919 + round * 104_729) % 900_000) + (n % 4 === 0 ? 0.25 : 0));
}

async function scrape(): Promise<{ serializeMs: number; bytes: number }> {
  const startMs = performance.now();
  const text = await registry.metrics();
  const serializeMs = performance.now() - startMs;
  return { serializeMs, bytes: Buffer.byteLength(text) };
}

const answer = (reply: object) => process.stdout.write(`${JSON.stringify(reply)}\n`);
const server = createServer(async (_request, response) => {
  response.setHeader('Content-Type', registry.contentType).end(await registry.metrics());
});
server.listen(0, '127.0.0.1', () => answer({ port: (server.address() as AddressInfo).port }));
for await (const line of createInterface(process.stdin)) {
  if (line.startsWith('set ')) setRound(Number(line.slice(4)));
  answer(line === 'scrape' ? await scrape() : {});
}
process.exit();
