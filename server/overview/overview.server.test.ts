import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { hostFilesystem, hostMemory } from '#contract/host-metrics.ts';
import { agentStartTime, tcpOpenConnections } from '#contract/metrics.ts';
import { edgeConnectFailures, edgeConnects, edgeRequestP99, edgeRequests, edgeUdpToServerBytes, type RecordedSeries } from '#contract/recorded.ts';
import { type Overview, routes } from '#contract/routes.ts';
import { doctorChecks, doctorFinding } from '#contract/server-metrics.ts';
import { findingsQuery } from '../doctor/findings.ts';
import { type AgentEndpoint, agentEndpoint } from '../fixtures/agent-endpoint.ts';
import { edgeLabels } from '../fixtures/edge-series.ts';
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

type Kept = readonly [name: string, labels: Readonly<Record<string, string>>, value: number | ((sample: number) => number)];

const edge = (client: string, of: RecordedSeries, value: Kept[2], more = {}): Kept => {
  const { observed: _, ...ends } = edgeLabels(client, 'db', 53, 'client', more);
  return [of.name, { cluster: 'test', ...ends }, value];
};
const connects = (client: string, made: number, failed: number): Kept[] => [
  edge(client, edgeConnects, made),
  edge(client, edgeConnectFailures, failed, { reason: 'refused' }),
];
const requests = (client: string, protocol: string, answered: number, failed: number): Kept[] => [
  edge(client, edgeRequests, answered, { protocol, outcome: 'ok' }),
  edge(client, edgeRequests, failed, { protocol, outcome: 'error' }),
];
/** Ten times as slow in the last five minutes as before. */
const slower = (client: string): Kept => edge(client, edgeRequestP99, (sample) => (sample < 40 ? 0.01 : 0.1), { protocol: 'http' });

/** Who was ill then: one of two ends that speak DNS has an edge for each of its transports. */
const ill: Readonly<Record<string, readonly Kept[]>> = {
  'every second fails': connects('half', 1, 1),
  'one in a hundred fails': connects('few-of-many', 99, 1),
  'nothing but failures': [edge('never', edgeConnectFailures, 1, { reason: 'timeout' })],
  'one request in fifty fails': [...connects('asks', 1, 0), ...requests('asks', 'http', 49, 1)],
  'connects fail over TCP': connects('resolver', 1, 1),
  'queries fail over UDP': [edge('resolver', edgeUdpToServerBytes, 100, { traffic: 'lan' }), ...requests('resolver', 'dns', 1, 1)],
  'requests are slow': [...connects('waits', 1, 0), ...requests('waits', 'http', 10, 0), slower('waits')],
};
const well: readonly Kept[] = [
  ...connects('fine', 100, 0.5),
  ...[...connects('rare', 0, 0.1), ...requests('rare', 'http', 0, 0.1)],
  ...[...connects('seldom', 1, 0), ...requests('seldom', 'http', 1, 0), slower('seldom')],
  ...connects('sonde-agent', 1, 1),
];

/** Of an hour ago: a disk that is full, its alert, a check of the doctor that warned, and edges of which some were ill. */
const then: readonly Kept[] = [
  ...Object.values(ill).flat(),
  ...well,
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
    const at = (index: number) => (typeof value === 'number' ? value : value(index));
    return Array.from({ length: 61 }, (_, index) => `${series} ${at(index)} ${toMs / 1000 - 15 * (60 - index)}`);
  });
  return `${lines.join('\n')}\n# EOF\n`;
}

/** What is measured now: room on the disk, less memory to spare than then, and a connection that is fine. */
function measure(agent: AgentEndpoint): void {
  agent.set(hostFilesystem.size.name, disk, 100);
  agent.set(hostFilesystem.available.name, disk, 60);
  agent.set(hostFilesystem.readOnly.name, disk, 0);
  agent.set(hostMemory.MemTotal.name, {}, 1000);
  agent.set(hostMemory.MemAvailable.name, {}, 50);
  agent.set(tcpOpenConnections.name, edgeLabels('fine', 'db', 53, 'client'), 1);
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

/** The worst that a query finds: null where it finds nothing. */
async function answerOf(query: string, atMs = thenMs): Promise<number | null> {
  const { status, json } = await server.get(`/api/query?query=${encodeURIComponent(query)}&time=${atMs / 1000}`);
  assert.equal(status, 200, query);
  const { data } = json() as { readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] } };
  const values = data.result.map(({ value: [, text] }) => Number(text));
  return values.length === 0 ? null : Math.max(...values);
}

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
  for (const { name, query, value } of storage?.inputs ?? []) assert.equal(await answerOf(query), value, `${name}: ${query}`);
});

test('connections that failed or were slow then can be looked up: their query finds as many as the map has', async () => {
  const network = (await overviewOf(past))('network');
  const { state, value, query = '' } = inputOf(network, 'connections that fail or are slow') ?? {};
  assert.deepEqual([state, value], ['critical', Object.keys(ill).length], JSON.stringify(network));
  assert.equal(await answerOf(query), value, query);
});

test('where no connection fails or is slow, its query says so', async () => {
  const { value, query } = await waitFor('the network of now', async () => inputOf((await overviewOf(''))('network'), 'connections that fail or are slow'));
  assert.equal(value, 0);
  assert.equal(await answerOf(query, Date.now()), 0, query);
});

test('what the doctor found then colours the pipeline of then: a check that warned, while now Alertmanager is away', async () => {
  const [nowOf, thenOf] = [await overviewOf(''), await overviewOf(past)];
  assert.deepEqual([nowOf('pipeline')?.state, thenOf('pipeline')?.state], ['critical', 'warning']);
  assert.equal(thenOf('pipeline')?.says, 'Clocks: was not as it should be.');
  const found = thenOf('pipeline')?.inputs.find(({ query }) => query === findingsQuery);
  assert.deepEqual([found?.state, found?.value, found?.of], ['warning', 1, 'Clocks']);
});
