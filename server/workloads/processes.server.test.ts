import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { Process } from '#contract/processes.ts';
import { routes } from '#contract/routes.ts';
import { type Shop, shop } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';

const isReply = Compile(routes['GET /api/workloads/:id/processes'].reply);

let host: Shop;
before(async () => {
  host = await shop();
  await waitFor('the shop on the map', async () => ((await host.server.get('/api/workloads/process:shop')).status === 200 ? true : undefined));
});
after(() => host?.[Symbol.asyncDispose]());

const process = (pid: number): Process => ({
  ...{ pid, name: 'shop', command: 'node shop.ts', startedAt: '2026-01-01T00:00:00Z' },
  ...{ cpuSeconds: 1, cpuCores: 0.25, residentBytes: 1 << 20, connections: 2 },
});
const ask = (id: string, query = '') => host.server.get(`/api/workloads/${encodeURIComponent(id)}/processes${query}`);
const detailOf = (reply: { json: () => unknown }): string => (reply.json() as { detail: string }).detail;

test('the processes of a workload are those that its agent tells, asked once for a hundred who ask', async () => {
  host.agent.processes.set('process:shop', { processes: [process(7), process(9)], more: 3 });
  const before = host.agent.processesAsked();
  const replies = await Promise.all(Array.from({ length: 100 }, () => ask('process:shop')));
  for (const { status, json } of replies) assert.deepEqual([status, isReply.Check(json())], [200, true]);
  const [first] = replies;
  assert.ok(first);
  const { at, ...told } = first.json() as { at: string };
  assert.deepEqual(told, { processes: [7, 9].map((pid) => ({ node: 'testhost', ...process(pid) })), more: 3, unknown: [] });
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000, at);
  assert.equal(host.agent.processesAsked() - before, 1);
});

test('a board’s id with an empty namespace is the same workload, and one without processes has none', async () => {
  assert.equal((await ask('process:/shop')).status, 200);
  const { status, json } = await ask('process:db');
  assert.deepEqual([status, (json() as { processes: unknown[] }).processes], [200, []]);
});

test('of the past, of a stranger and of what nobody knows there is no answer but why', async () => {
  const [to, from] = [60, 90].map((minutes) => new Date(Date.now() - minutes * 60_000).toISOString());
  const past = await ask('process:shop', `?from=${from}&to=${to}`);
  assert.equal(past.status, 404);
  assert.match(detailOf(past), /^processes are known only as they are now/);
  const stranger = await ask('process:nobody');
  assert.deepEqual([stranger.status, detailOf(stranger)], [404, 'no workload process:nobody in the last minutes']);
  assert.equal((await ask('nonsense')).status, 400);
  assert.equal((await ask('process:shop', '?pid=1')).status, 400);
});

test('an agent that answers something else is told of', async () => {
  host.agent.processes.set('process:idle', { processes: [{ ...process(7), pid: -1 }], more: 0 });
  const wrong = await ask('process:idle');
  assert.equal(wrong.status, 503);
  assert.match(detailOf(wrong), /^the agent of testhost does not tell its processes: its answer is not a list of processes: \/processes\/0\/pid/);
});
