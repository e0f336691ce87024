import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { hostFilesystem, hostMemory } from '#contract/host-metrics.ts';
import { agentStartTime } from '#contract/metrics.ts';
import { type Overview, routes } from '#contract/routes.ts';
import { doctorChecks, doctorFinding } from '#contract/server-metrics.ts';
import { findingsQuery } from '../doctor/findings.ts';
import { type AgentEndpoint, agentEndpoint } from '../fixtures/agent-endpoint.ts';
import { type PrometheusServer, prometheusServer } from '../fixtures/prometheus-server.ts';
import { scraped } from '../fixtures/shop.ts';
import { type TestServer, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';
import { firingQuery } from './alerts.ts';

const isOverview = Compile(routes['GET /api/overview'].reply);

const minuteMs = 60_000;
const disk = { device: '/dev/vda', mountpoint: '/', fstype: 'ext4' };
const target = { job: 'sonde-agent', instance: '127.0.0.1:8401', cluster: 'test', node: 'testhost' };
const alarm = { alertname: 'NodeFsAlmostFull', alertstate: 'firing', domain: 'storage', node: 'testhost', mountpoint: '/', severity: 'page' };

/** Of an hour ago: a disk that is full, its alert, and a check of the doctor that warned. */
const then: readonly (readonly [name: string, labels: Readonly<Record<string, string>>, value: number])[] = [
  ['up', target, 1],
  [agentStartTime.name, target, 1_700_000_000],
  [hostFilesystem.size.name, { ...target, ...disk }, 100],
  [hostFilesystem.available.name, { ...target, ...disk }, 1],
  [hostFilesystem.readOnly.name, { ...target, ...disk }, 0],
  [hostMemory.MemTotal.name, target, 1000],
  [hostMemory.MemAvailable.name, target, 600],
  ['ALERTS', alarm, 1],
  [doctorChecks.name, { job: 'sonde-server', state: 'ok' }, 6],
  [doctorChecks.name, { job: 'sonde-server', state: 'warning' }, 1],
  [doctorFinding.name, { job: 'sonde-server', check: 'Clocks' }, 1],
];

/** A sample each 15 s of that quarter of an hour. */
function openMetrics(toMs: number): string {
  const lines = then.flatMap(([name, labels, value]) => {
    const series = `${name}{${Object.entries(labels).map(([label, text]) => `${label}="${text}"`)}}`;
    return Array.from({ length: 61 }, (_, index) => `${series} ${value} ${toMs / 1000 - 15 * (60 - index)}`);
  });
  return `${lines.join('\n')}\n# EOF\n`;
}

/** What is measured now: room on the disk, and less memory to spare than then. */
function measure(agent: AgentEndpoint): void {
  agent.set(hostFilesystem.size.name, disk, 100);
  agent.set(hostFilesystem.available.name, disk, 60);
  agent.set(hostFilesystem.readOnly.name, disk, 0);
  agent.set(hostMemory.MemTotal.name, {}, 1000);
  agent.set(hostMemory.MemAvailable.name, {}, 50);
}

const thenMs = Math.floor((Date.now() - 60 * minuteMs) / minuteMs) * minuteMs;
let agent: AgentEndpoint;
let prometheus: PrometheusServer;
let server: TestServer;
before(async () => {
  agent = await agentEndpoint('testhost');
  measure(agent);
  prometheus = await prometheusServer([{ job: 'sonde-agent', address: agent.address, labels: { cluster: 'test', node: 'testhost' } }]);
  await prometheus.keep(openMetrics(thenMs));
  server = await testServer({ prometheusUrl: prometheus.url, agents: [{ node: 'testhost', url: agent.url }] });
  await scraped(agent);
});
after(async () => {
  await server?.[Symbol.asyncDispose]();
  await prometheus?.[Symbol.asyncDispose]();
  await agent?.[Symbol.asyncDispose]();
});

async function overviewOf(query: string): Promise<(name: string) => Overview['lights'][number] | undefined> {
  const { status, json } = await server.get(`/api/overview${query}`);
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(isOverview.Check(reply), JSON.stringify(isOverview.Errors(reply)));
  return (name) => reply.lights.find((light) => light.name === name);
}

const past = `?from=${new Date(thenMs - 15 * minuteMs).toISOString()}&to=${new Date(thenMs).toISOString()}`;
const inputOf = (light: Overview['lights'][number] | undefined, name: string) => light?.inputs.find((input) => input.name === name);

test('a light of the past has the colour of then, by what was kept of then; that of now has its own', async () => {
  const nowOf = await waitFor('the storage of now', async () => {
    const lightOf = await overviewOf('');
    return inputOf(lightOf('storage'), 'filesystem, taken')?.value === 0.4 ? lightOf : undefined;
  });
  const thenOf = await overviewOf(past);
  assert.deepEqual([nowOf('storage')?.state, thenOf('storage')?.state], ['ok', 'critical']);
  assert.deepEqual([nowOf('memory')?.state, thenOf('memory')?.state], ['warning', 'ok']);
  assert.deepEqual(
    thenOf('storage')?.things.map(({ kind, id, state, says }) => [kind, id, state, says]),
    [
      ['alerts', 'NodeFsAlmostFull', 'critical', 'NodeFsAlmostFull'],
      ['node', 'testhost', 'critical', '/ is 99 % full'],
    ],
  );
  assert.deepEqual(inputOf(thenOf('memory'), 'memory, taken at the worst moment')?.value, 0.4);
});

test('each input of then can be looked up: its query, asked at that moment, has its value', async () => {
  const thenOf = await overviewOf(past);
  const storage = thenOf('storage');
  assert.deepEqual(
    ['alerts firing', 'filesystem, taken'].map((name) => {
      const { state, value, of } = inputOf(storage, name) ?? {};
      return [name, state, value, of];
    }),
    [
      ['alerts firing', 'critical', 1, 'NodeFsAlmostFull'],
      ['filesystem, taken', 'critical', 0.99, 'testhost'],
    ],
  );
  assert.equal(inputOf(storage, 'alerts firing')?.query, firingQuery);
  for (const { name, query, value } of storage?.inputs ?? []) {
    const { status, json } = await server.get(`/api/query?query=${encodeURIComponent(query)}&time=${thenMs / 1000}`);
    assert.equal(status, 200, name);
    const { data } = json() as { readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] } };
    const values = data.result.map(({ value: [, text] }) => Number(text));
    assert.equal(values.length === 0 ? null : Math.max(...values), value, `${name}: ${query}`);
  }
});

test('what the doctor found then colours the pipeline of then: a check that warned, while now Alertmanager is away', async () => {
  const [nowOf, thenOf] = [await overviewOf(''), await overviewOf(past)];
  assert.deepEqual([nowOf('pipeline')?.state, thenOf('pipeline')?.state], ['critical', 'warning']);
  assert.equal(thenOf('pipeline')?.says, 'Clocks: was not as it should be.');
  const found = thenOf('pipeline')?.inputs.find(({ query }) => query === findingsQuery);
  assert.deepEqual([found?.state, found?.value, found?.of], ['warning', 1, 'Clocks']);
});
