import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { flowBatchPath } from '#contract/flows.ts';
import type { Identity } from '#contract/identity.ts';
import { tcpConnects } from '#contract/metrics.ts';
import { until } from '../runtime/fixtures/until.ts';
import type { CountedEnd } from './flow-records.ts';
import { openFlows } from './flow-shipper.ts';

const minuteMs = 60_000;
const none = () => [];
const process = (name: string): Identity => ({ kind: 'process', name, namespace: '' });
const end: CountedEnd = {
  edge: { of: { client: process('web'), server: process('db'), port: 5432, transport: 'tcp' } },
  observed: 'client',
  transports: ['tcp'],
};
const connects = (value: number) => ({ end, metric: tcpConnects, values: [], value });

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-flows-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A server, and the connects that it was told of, batch by batch. */
async function ingest(t: TestContext) {
  const told: number[] = [];
  const server = createServer(async (request, response) => {
    assert.equal(request.url, flowBatchPath);
    const flows = zstdDecompressSync(await buffer(request))
      .toString()
      .trimEnd()
      .split('\n');
    told.push(flows.reduce((sum, flow) => sum + Number(JSON.parse(flow).seen.client[tcpConnects.name]), 0));
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { told, to: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/records`, token: 'of the ingest' } };
}

test('flows are sent when their minute has ended; what a server did not take is sent after the next start', async (t) => {
  const { told, to } = await ingest(t);
  const clock = { ms: 0 };
  const options = { node: 'n1', folder: folderFor(t), onLost: assert.fail, onTrouble: assert.fail, nowMs: () => clock.ms };
  const away = openFlows({ ...options, ingest: { ...to, url: 'http://127.0.0.1:1/' } });
  away?.count(connects(3));
  away?.swept(none);
  clock.ms += minuteMs;
  away?.swept(none);
  away?.count(connects(2));
  await away?.close(none);
  const flows = openFlows({ ...options, ingest: to });
  await until('both', () => told.length === 2);
  flows?.count(connects(7));
  clock.ms += minuteMs;
  flows?.swept(none);
  await until('the next minute', () => told.length === 3);
  await flows?.close(none);
  assert.deepEqual(told, [3, 2, 7]);
});

test('where flows cannot be kept, that is said, and nothing else fails', (t) => {
  const file = join(folderFor(t), 'file');
  writeFileSync(file, '');
  const troubles: string[] = [];
  const to = { url: 'http://127.0.0.1:1/', token: '' };
  const flows = openFlows({ node: 'n1', folder: file, ingest: to, onLost: assert.fail, onTrouble: (trouble) => troubles.push(trouble) });
  assert.equal(flows, undefined);
  assert.match(troubles.join(), /flows cannot be kept/);
});
