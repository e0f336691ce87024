import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { AgentReport, CollectorReport } from '#contract/doctor.ts';
import { RecordBatch } from '#contract/record.ts';
import { agentHttp } from '../runtime/http.ts';
import { kernelEventOf } from './kernel/kernel-event.ts';
import { LogEvents } from './log-events.ts';

const batch = Compile(RecordBatch);
const token = 'of the ingest';
const startedMs = Date.now() - 60_000;
const message =
  'Out of memory: Killed process 4242 (shop) total-vm:1048576kB, anon-rss:524288kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1100kB oom_score_adj:0';

/** A server that takes what it gets; answers what that was. */
async function ingest(t: TestContext): Promise<{ url: string; taken: string[] }> {
  const taken: string[] = [];
  const server = createServer(async (request, response) => {
    const { records } = batch.Decode(JSON.parse(await text(request)));
    taken.push(...records.map(({ type, object }) => `${type} ${object}`));
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, taken };
}

const collector = (name: string, up: boolean): CollectorReport => ({
  ...{ name, help: '', up, reason: up ? '' : 'the kernel refused it' },
  ...{ programs: [], cpuSecondsKernel: 0, cpuSecondsAgent: 0, lost: {} },
});

/** The door of an agent whose collector is up, or not. */
async function agentWith(t: TestContext, isUp: boolean): Promise<string> {
  const report: AgentReport = {
    ...{ node: 'n1', cluster: '', version: '', startedAt: new Date(startedMs).toISOString() },
    host: { kernel: '', architecture: '', cpus: 1, memoryBytes: 1, bootedAt: new Date(0).toISOString(), addresses: [] },
    ...{ residentBytes: 0, residentPeakBytes: 0, cpuSeconds: 0, series: { budget: 0, exposed: 0, edgesNamed: 0, edgesInOther: 0 } },
    ...{ collectors: [collector('tcp', true), collector('oom', isUp)], checks: [], unixSockets: { connected: 0, says: '' } },
  };
  const scrape = () => assert.fail('nobody scrapes');
  const door = await agentHttp({
    listen: { host: '127.0.0.1', port: 0 },
    allowedHosts: [],
    scrape,
    asked: { report: () => report, processes: () => assert.fail('nobody asks'), token },
    onError: assert.fail,
  });
  t.after(() => door.close());
  return `http://127.0.0.1:${door.port}`;
}

/** What reaches the server of a kill that the kernel's messages tell of. */
async function toldOf(t: TestContext, agentUrl: string, atMs: number): Promise<string[]> {
  const { url, taken } = await ingest(t);
  const counted: string[] = [];
  const events = new LogEvents({
    config: { node: 'n1', ingest: { url, token }, agentUrl },
    counts: { kernelEvent: (type) => void counted.push(type), lostEvents: assert.fail },
    patterns: { all: () => [] },
    onTrouble: assert.fail,
  });
  events.kernel(kernelEventOf(message) ?? assert.fail('it is no event'), message, new Date(atMs));
  await events.close();
  assert.deepEqual(counted, ['oom_kill']);
  return taken;
}

test('a kill is told once: by the collector `oom` while it is up, else by the kernel’s message', async (t) => {
  const [up, down] = [await agentWith(t, true), await agentWith(t, false)];
  assert.deepEqual(await toldOf(t, up, Date.now()), []);
  assert.deepEqual(await toldOf(t, down, Date.now()), ['kernel.oom_kill shop']);
});

test('one of before the agent’s start is told, and one while no agent answers', async (t) => {
  const up = await agentWith(t, true);
  assert.deepEqual(await toldOf(t, up, startedMs - 1000), ['kernel.oom_kill shop']);
  assert.deepEqual(await toldOf(t, 'http://127.0.0.1:1', Date.now()), ['kernel.oom_kill shop']);
});

test('a kill is told where the agent answers with no report', async (t) => {
  const busy = createServer((_, response) => response.writeHead(503).end('later')).listen(0, '127.0.0.1');
  await once(busy, 'listening');
  t.after(() => busy.close());
  assert.deepEqual(await toldOf(t, `http://127.0.0.1:${(busy.address() as AddressInfo).port}`, Date.now()), ['kernel.oom_kill shop']);
});
