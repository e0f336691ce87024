import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { hostCpu, hostFilesystem, hostIdentity, hostLoad, hostMemory } from '#contract/host-metrics.ts';
import { invalidSamples } from '#contract/metrics.ts';
import type { NodeDetail } from '#contract/nodes.ts';
import { type EdgeDetail, type Overview, type Reply, routes } from '#contract/routes.ts';
import type { AgentEndpoint } from '../fixtures/agent-endpoint.ts';
import { type Shop, scraped, shop, shopToDb } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';

const isList = Compile(routes['GET /api/nodes'].reply);
const isDetail = Compile(routes['GET /api/nodes/:node'].reply);
const isOverview = Compile(routes['GET /api/overview'].reply);
const isEdge = Compile(routes['GET /api/edges/:id'].reply);
const isSparklines = Compile(routes['GET /api/sparklines'].reply);

const gibibyte = 1 << 30;
const disk = { device: '/dev/vda', mountpoint: '/', fstype: 'ext4' };
const image = { device: '/dev/loop0', mountpoint: '/image', fstype: 'squashfs' };
const busy = { identity: 'shop', identity_kind: 'process', identity_namespace: '' };

/** Two CPUs that are idle for three quarters of their time, a disk that is nearly full, and memory to spare. */
function measure(agent: AgentEndpoint): void {
  agent.set(hostCpu.cpus.name, {}, 2);
  agent.set(hostLoad.load1.name, {}, 1.5);
  agent.set(hostMemory.MemTotal.name, {}, 4 * gibibyte);
  agent.set(hostMemory.MemAvailable.name, {}, 3 * gibibyte);
  agent.set(hostMemory.MemFree.name, {}, 2 * gibibyte);
  for (const [labels, free, readOnly] of [
    [disk, 5, 0],
    [image, 0, 1],
  ] as const) {
    agent.set(hostFilesystem.size.name, labels, 100);
    agent.set(hostFilesystem.available.name, labels, free);
    agent.set(hostFilesystem.readOnly.name, labels, readOnly);
  }
  agent.set(hostIdentity.memoryBytes.name, { ...busy, type: 'working_set' }, 64 << 20);
  agent.set(hostIdentity.cpuSeconds.name, { ...busy, mode: 'user' }, 0);
  agent.set(invalidSamples.name, { source: 'loadavg', field: 'load1' }, 0);
  for (const mode of ['user', 'idle']) agent.set(hostCpu.seconds.name, { cpu: '0', mode }, 0);
}

let host: Shop;
let timer: ReturnType<typeof setInterval>;
before(async () => {
  host = await shop();
  measure(host.agent);
  await scraped(host.agent);
  host.agent.add(invalidSamples.name, { source: 'loadavg', field: 'load1' }, 2);
  timer = setInterval(() => {
    host.agent.add(hostCpu.seconds.name, { cpu: '0', mode: 'user' }, 0.05);
    host.agent.add(hostCpu.seconds.name, { cpu: '0', mode: 'idle' }, 0.15);
    host.agent.add(hostIdentity.cpuSeconds.name, { ...busy, mode: 'user' }, 0.05);
  }, 100);
});
after(async () => {
  clearInterval(timer);
  await host?.[Symbol.asyncDispose]();
});

async function ask<Answer>(url: string, check: { Check(value: unknown): boolean; Errors(value: unknown): unknown }): Promise<Answer> {
  const { status, json } = await host.server.get(url);
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(check.Check(reply), JSON.stringify(check.Errors(reply)));
  return reply as Answer;
}

const lineOf = ({ history }: NodeDetail, id: string, name: string) =>
  history.charts.find((chart) => chart.id === id)?.series.find((series) => series.name === name);

/** Half a core is used since the shop was there; over the quarter of an hour that was asked for it would be a fiftieth. */
const leastCores = 0.2;

const about = (value: number | null | undefined, wanted: number) => value !== null && value !== undefined && Math.abs(value - wanted) < 0.1 * wanted;

test('a node is told with what it is used to now; what cannot be written to may be full', async () => {
  const node = await waitFor('the use of the node', async () => {
    const { nodes } = await ask<Reply<'GET /api/nodes'>>('/api/nodes', isList);
    const [one] = nodes;
    return one !== undefined && about(one.use.cpuShare, 0.25) ? one : undefined;
  });
  assert.deepEqual([node.use.load1, node.use.memoryShare, node.use.fullestMount], [1.5, 0.25, '/']);
  assert.ok(about(node.use.fullestShare, 0.95));
});

test('its page has every chart with its query, the fullest filesystem first, who uses it, and what was rejected', async () => {
  const detail = await waitFor('a rejected value in the chart', async () => {
    const reply = await ask<NodeDetail>('/api/nodes/testhost', isDetail);
    const user = lineOf(reply, 'cpu', 'user');
    const whole = about(user?.values.at(-1), 0.25) && (reply.users[0]?.use.cpuCores ?? 0) > leastCores;
    return whole && lineOf(reply, 'rejected', 'load1 of loadavg') !== undefined ? reply : undefined;
  });
  const chart = (id: string) => detail.history.charts.find((one) => one.id === id);
  assert.deepEqual(
    chart('rejected')?.series.map(({ name }) => name),
    ['load1 of loadavg'],
  );
  assert.equal(Math.round(Math.max(...(chart('rejected')?.series[0]?.values ?? []).map((value) => value ?? 0))), 2);
  for (const { id, query, series } of detail.history.charts) {
    assert.notEqual(query, '', id);
    for (const { values } of series) assert.equal(values.length, detail.history.steps, id);
  }
  assert.deepEqual(
    detail.filesystems.map(({ mountpoint, readOnly }) => [mountpoint, readOnly]),
    [
      ['/image', true],
      ['/', false],
    ],
  );
  assert.deepEqual(
    detail.users.map(({ id, use }) => [id, use.memoryBytes]),
    [['process:shop', 64 << 20]],
  );
});

test('how a host was seen when nothing was kept is not known, though its agent answers now', async () => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
  const { node, past } = await ask<NodeDetail>(`/api/nodes/testhost?from=${day(1.1)}&to=${day(1)}`, isDetail);
  assert.deepEqual([past, node.health.state, node.agentUp, node.rejectedSamples], [true, 'unknown', false, null]);
  const now = await ask<NodeDetail>('/api/nodes/testhost', isDetail);
  assert.deepEqual([now.past, now.node.agentUp], [false, true]);
});

test('a node that no agent runs on is not found', async () => {
  const { status, json } = await host.server.get('/api/nodes/nowhere');
  assert.equal(status, 404);
  assert.match((json() as { detail: string }).detail, /no node nowhere is observed/);
});

test('the overview has a light for each thing that is measured, with its reason and what to look at', async () => {
  const { lights } = await waitFor('a light of the storage, and an edge in that of the network', async () => {
    const reply = await ask<Overview>('/api/overview', isOverview);
    const hasEdge = reply.lights.some(({ things }) => things[0]?.kind === 'edge');
    return hasEdge && reply.lights.some(({ name }) => name === 'storage') ? reply : undefined;
  });
  assert.deepEqual(
    lights.map(({ name }) => name),
    ['network', 'compute', 'memory', 'storage', 'pipeline'],
  );
  const light = (name: string) => lights.find((one) => one.name === name);
  assert.deepEqual([light('memory')?.state, light('storage')?.state], ['ok', 'warning']);
  assert.deepEqual(light('storage')?.things, [{ kind: 'node', id: 'testhost', name: 'testhost', state: 'warning', says: '/ is 95 % full' }]);
  assert.equal(light('network')?.things[0]?.kind, 'edge');
});

test('an edge has what each of its ends uses, and nothing for one that is not measured', async () => {
  const { use } = await waitFor('CPU of the client', async () => {
    const reply = await ask<EdgeDetail>(`/api/edges/${shopToDb}`, isEdge);
    return (reply.use.client.cpuCores ?? 0) > leastCores ? reply : undefined;
  });
  assert.equal(use.client.memoryBytes, 64 << 20);
  assert.deepEqual(use.server, { cpuCores: null, memoryBytes: null, memoryLimitBytes: null });
});

test('sparklines are those of the rows that were asked for, and of no others', async () => {
  const url = (of: string, ids: unknown) => `/api/sparklines?of=${of}&ids=${encodeURIComponent(JSON.stringify(ids))}`;
  const { rows } = await waitFor('both lines of the shop', async () => {
    const reply = await ask<Reply<'GET /api/sparklines'>>(url('workloads', ['process:shop', 'process:nobody']), isSparklines);
    return reply.rows[0]?.series.length === 2 ? reply : undefined;
  });
  assert.deepEqual(
    rows.map(({ id, series }) => [id, series.map(({ name }) => name)]),
    [
      ['process:shop', ['cpu', 'memory']],
      ['process:nobody', []],
    ],
  );
  const nodes = await ask<Reply<'GET /api/sparklines'>>(url('nodes', ['testhost']), isSparklines);
  assert.deepEqual(
    nodes.rows[0]?.series.map(({ name }) => name),
    ['cpu', 'memory'],
  );
  for (const ids of ['no array', [], Array.from({ length: 51 }, (_, index) => `process:${index}`)]) {
    const { status, json } = await host.server.get(url('workloads', ids));
    assert.equal(status, 400);
    assert.equal((json() as { field: string }).field, 'ids');
  }
});

/** Whether a line has values, none for a while, and values again. */
function hasGap(values: readonly (number | null)[] = []): boolean {
  const [first, last] = [values.findIndex((value) => value !== null), values.findLastIndex((value) => value !== null)];
  return values.slice(first, last).includes(null);
}

/** When Prometheus was stopped. */
let stoppedMs = 0;

test('while Prometheus is away a node page is told as it was, nodes without their use, and the overview by what it lacks', async () => {
  stoppedMs = Date.now();
  await host.prometheus.stop();
  const detail = await waitFor('a stale page', async () => {
    const reply = await ask<NodeDetail>('/api/nodes/testhost', isDetail);
    return reply.stale === null ? undefined : reply;
  });
  assert.match(detail.stale?.reason ?? '', /does not answer/);
  const list = await waitFor('a list without use', async () => {
    const reply = await ask<Reply<'GET /api/nodes'>>('/api/nodes', isList);
    return reply.nodes[0]?.use.cpuShare === null ? reply : undefined;
  });
  assert.equal(list.nodes[0]?.node, 'testhost');
  // Alertmanager is away here all the time, so that critical it is already.
  const pipeline = await waitFor('a pipeline that says so', async () => {
    const { lights } = await ask<Overview>('/api/overview', isOverview);
    const light = lights.find(({ name }) => name === 'pipeline');
    return light?.things.some(({ name }) => name === 'Prometheus') ? light : undefined;
  });
  assert.equal(pipeline.state, 'critical');
});

test('of the time that it was away every line has a gap: a gauge does not go on as it was', async () => {
  // The steps of a minute are 3 s: one that holds no sample lies within 6 s.
  await waitFor('two steps without a scrape', async () => (Date.now() - stoppedMs > 7000 ? true : undefined));
  await host.prometheus.start();
  await waitFor('values before and after the gap', async () => {
    const { status, json } = await host.server.get(`/api/nodes/testhost?from=${stoppedMs / 1000 - 15}`);
    if (status !== 200) return undefined;
    const detail = json() as NodeDetail;
    const lines = [lineOf(detail, 'load', hostLoad.load1.name), lineOf(detail, 'memory', hostMemory.MemFree.name)];
    return lines.every((line) => hasGap(line?.values)) ? true : undefined;
  });
});
