import { createInterface } from 'node:readline';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { Metric } from '#contract/metric.ts';
import { agentHttp } from '../http.ts';
import { Exposition, familyOf, smallestChunk } from './exposition.ts';
import { labelText, linePrefix } from './label-text.ts';

/** What bench G7 measures: `serve-gauges.ts COUNT` exports that many gauges as the agent does, and obeys lines on its standard input. */
const metric: Metric = { name: 'peer_bytes', type: 'gauge', help: 'Bytes between two services.', labels: ['dst', 'port', 'src'], values: {}, buckets: [] };
const family = familyOf(metric);
const count = Number(process.argv[2]);
const children = Array.from({ length: count }, (_, n) => {
  const labels = labelText(metric.labels, [`svc-${Math.floor(n / 1000)}`, '8080', `svc-${n % 1000}`]);
  return family.table.add([linePrefix(metric.name, labels)], false);
});
const exposition = new Exposition([family], { zeroMs: 0, gapMs: 0, nowMs: () => performance.now() });
const chunk = Buffer.allocUnsafeSlow(4 * smallestChunk);

function setRound(round: number): void {
  for (const [n, child] of children.entries()) family.table.put(child, 0, ((n * 7919 + round * 104_729) % 900_000) + (n % 4 === 0 ? 0.25 : 0));
}

async function scrape(): Promise<{ serializeMs: number; bytes: number }> {
  const startMs = performance.now();
  const begun = exposition.scrape();
  let bytes = 0;
  for (let length = begun.fill(chunk); length > 0; length = begun.fill(chunk)) {
    bytes += length;
    await turnOfLoop();
  }
  begun.close();
  return { serializeMs: performance.now() - startMs, bytes };
}

const answer = (reply: object) => process.stdout.write(`${JSON.stringify(reply)}\n`);
const { port } = await agentHttp({
  listen: { host: '127.0.0.1', port: 0 },
  allowedHosts: [],
  scrape: () => exposition.scrape(),
  onError: (error) => process.stderr.write(`${error.stack}\n`),
});
answer({ port });
for await (const line of createInterface(process.stdin)) {
  if (line.startsWith('set ')) setRound(Number(line.slice(4)));
  answer(line === 'scrape' ? await scrape() : {});
}
process.exit();
