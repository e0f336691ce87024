import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { type EdgeDetail, routes, type Topology, type TopologyEdge } from '#contract/routes.ts';
import { processEdgeId, type Shop, shop, shopToDb } from '../fixtures/shop.ts';
import { askShop } from '../fixtures/shop-requests.ts';
import { waitFor } from '../fixtures/wait.ts';

const isTopology = Compile(routes['GET /api/topology'].reply);
const isDetail = Compile(routes['GET /api/edges/:id'].reply);
const browserToShop = processEdgeId('browser', 'shop', 80);
const shopToBank = processEdgeId('shop', 'bank', 443);

let host: Shop;
before(async () => {
  host = await shop();
  await askShop(host.agent);
});
after(() => host?.[Symbol.asyncDispose]());

async function topology(): Promise<Topology> {
  const { status, json } = await host.server.get('/api/topology');
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(isTopology.Check(reply), JSON.stringify(isTopology.Errors(reply)));
  return reply;
}

async function detail(id: string): Promise<EdgeDetail> {
  const { status, json } = await host.server.get(`/api/edges/${id}`);
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(isDetail.Check(reply), JSON.stringify(isDetail.Errors(reply)));
  return reply;
}

const edgeOf = ({ edges }: Topology, id: string): TopologyEdge => {
  const found = edges.find((edge) => edge.id === id);
  assert.ok(found, id);
  return found;
};

/** The map once the recorded series have all requests of the browser, and the percentiles. */
const complete = () =>
  waitFor('all requests', async () => {
    const map = await topology();
    const http = map.edges.find(({ id }) => id === browserToShop)?.l7;
    const db = map.edges.find(({ id }) => id === shopToDb)?.l7;
    const isWhole = http?.errorRatio === 0.02 && db?.errorRatio === 0.01;
    const timed = [http, db].every((one) => one?.p99Seconds !== null && one?.protocols[0]?.p50Seconds !== null);
    return isWhole && timed ? map : undefined;
  });

test('an edge of the map has its requests by what they came to, and how long they took', async () => {
  const { l7, health } = edgeOf(await complete(), browserToShop);
  assert.equal(l7.seen, true);
  assert.equal(l7.reason, '');
  const share = (rate: number) => Math.round((rate / l7.requestsPerSecond) * 1000);
  assert.equal(share(l7.errorsPerSecond), 20);
  assert.equal(share(l7.clientErrorsPerSecond), 40);
  const [http] = l7.protocols;
  assert.equal(http?.protocol, 'http');
  assert.ok(Math.abs((http.p50Seconds ?? 0) - (0.005 + 0.005 * (497.5 / 500))) < 1e-9, String(http.p50Seconds));
  assert.ok((l7.p99Seconds ?? 0) > 0.25 && (l7.p99Seconds ?? 1) <= 0.5);
  assert.deepEqual(health, { state: 'warning', reasons: ['20 of 1\u202f000 HTTP requests failed'] });
  assert.equal(l7.confidence.state, 'full');
});

test('of two ends that see the requests the client’s count', async () => {
  const { l7 } = edgeOf(await complete(), shopToDb);
  assert.deepEqual(
    l7.protocols.map(({ protocol, errorRatio }) => ({ protocol, errorRatio })),
    [{ protocol: 'postgresql', errorRatio: 0.01 }],
  );
});

test('DNS over UDP is on the UDP edge, and what does not exist is no error', async () => {
  const { l7, health } = edgeOf(await complete(), processEdgeId('shop', 'dns', 53, 'udp'));
  assert.equal(l7.protocols[0]?.protocol, 'dns');
  assert.equal(l7.errorsPerSecond, 0);
  assert.ok(l7.clientErrorsPerSecond > 0);
  assert.equal(health.state, 'ok');
});

test('where requests cannot be seen the edge says why; handshakes are no requests', async () => {
  const map = await complete();
  const { l7 } = edgeOf(map, shopToBank);
  assert.equal(l7.seen, false);
  assert.equal(l7.reason, 'encrypted');
  assert.deepEqual(l7.unseen, [{ reason: 'encrypted', says: 'encrypted', connections: 12 }]);
  assert.deepEqual(l7.serverNames, ['bank.example']);
  assert.equal(l7.requestsPerSecond, 0);
  assert.equal(l7.errorRatio, null);
  assert.equal(l7.protocols[0]?.protocol, 'tls');
  const own = edgeOf(map, processEdgeId('prometheus', 'sonde-agent', 8401));
  assert.equal(own.l7.seen, false);
  assert.match(own.l7.reason, /no connection in this window|no request was recognised/);
});

test('a node is as well as the requests that it answers', async () => {
  const { nodes } = await complete();
  const shopNode = nodes.find(({ id }) => id === 'process:shop');
  assert.equal(shopNode?.health.state, 'warning');
  assert.ok(shopNode.health.reasons.includes('20 of 1\u202f000 HTTP requests to it failed'), shopNode.health.reasons.join('; '));
  assert.deepEqual(shopNode.hosts, ['testhost']);
  assert.equal(shopNode.serves, 'http');
  assert.deepEqual(nodes.find(({ id }) => id === 'process:bank')?.hosts, []);
});

test('one edge has exact counts by method and status, each end by itself', async () => {
  await complete();
  const { requests, summary, edge, counts } = await detail(shopToDb);
  const row = (method: string, status: string, outcome: string, count: number) => ({ protocol: 'postgresql', method, status, outcome, count });
  const byStatus = (rows: EdgeDetail['requests']['client']) => [...(rows ?? [])].sort((a, b) => b.count - a.count || a.status.localeCompare(b.status));
  const client = [row('SELECT', 'ok', 'ok', 198), row('INSERT', '23', 'error', 1), row('SELECT', 'unanswered', 'error', 1)];
  assert.deepEqual(byStatus(requests.client), client);
  assert.deepEqual(byStatus(requests.server), [row('SELECT', 'ok', 'ok', 199), row('INSERT', '23', 'error', 1)]);
  assert.deepEqual(byStatus(requests.counts), client);
  assert.equal(edge.l7.errorRatio, 0.01);
  assert.equal(summary, '1 in 32 connects fails: refused.');
  assert.deepEqual(counts.drops, [
    { observed: 'server', reason: 'socket_rcvbuff', count: 3 },
    { observed: 'client', reason: 'no_socket', count: 2 },
  ]);
  assert.ok(edge.l4.droppedPacketsPerSecond > 0);
});

test('the heat map has every answer in its bucket, and the history every request', async () => {
  await complete();
  const { requests, history } = await detail(browserToShop);
  const [latency] = requests.latency;
  assert.ok(latency);
  assert.equal(latency.samples, 995);
  assert.equal(latency.boundsSeconds.length, 16);
  assert.ok(latency.columns.length <= 60);
  const columns = latency.columns.filter((column) => column !== null);
  const total = (bucket: number) => columns.reduce((sum, column) => sum + (column[bucket] ?? 0), 0);
  assert.deepEqual(
    Array.from({ length: 17 }, (_, bucket) => total(bucket)),
    [0, 0, 0, 0, 0, 0, 500, 470, 0, 0, 0, 25, 0, 0, 0, 0, 0],
  );
  assert.ok(latency.columns.some((column) => column === null));
  assert.equal(latency.columns.length, history.series[0]?.values.length);
  const values = (name: string) => history.series.find((series) => series.name === name)?.values ?? [];
  assert.ok(values('requests').some((value) => value !== null && value > 0));
  assert.deepEqual(
    values('errors').map((value) => value === null),
    values('requests').map((value) => value === null),
  );
  assert.ok(values('requestP99').some((value) => value !== null && value > 0.25));
});

test('an edge that only its server sees has the server’s requests', async () => {
  await complete();
  const { requests, summary } = await detail(browserToShop);
  assert.equal(requests.client, null);
  assert.equal(requests.counts.length, 4);
  assert.equal(summary, '1 in 50 HTTP requests fails: 500 and unanswered.');
});

test('what is not seen says so in the panel too, with what the handshakes asked for', async () => {
  await complete();
  const { edge, requests } = await detail(shopToBank);
  assert.equal(edge.l7.seen, false);
  assert.equal(edge.l7.reason, 'encrypted');
  assert.deepEqual(edge.l7.unseen, [{ reason: 'encrypted', says: 'encrypted', connections: 12 }]);
  assert.deepEqual(requests.serverNames, [{ name: 'bank.example', handshakes: 12 }]);
});

test('where only some connections are read, requests are estimates and connects are not', async () => {
  host.agent.set('sonde_l7_sampling_factor', {}, 4);
  const map = await waitFor('the sampling', async () => {
    const now = await topology();
    return edgeOf(now, browserToShop).l7.confidence.state === 'estimated' ? now : undefined;
  });
  const { confidence, l7 } = edgeOf(map, browserToShop);
  assert.equal(confidence.state, 'full');
  assert.deepEqual(l7.confidence.reasons, ['on testhost one of 4 connections is read, and stands for the others']);
});

test('where the kernel of a node does not show what is read, requests are lower bounds and say so', async () => {
  host.agent.set('sonde_l7_sampling_factor', {}, 1);
  host.agent.set('sonde_l7_repairs', {}, 0);
  const map = await waitFor('what the kernel does not show', async () => {
    const now = await topology();
    return edgeOf(now, browserToShop).l7.confidence.reasons.some((reason) => /arrives in order/.test(reason)) ? now : undefined;
  });
  assert.equal(edgeOf(map, browserToShop).confidence.state, 'full');
});

test('without the l7 collector an edge without requests says so', async () => {
  host.agent.set('sonde_collector_up', { collector: 'l7' }, 0);
  const map = await waitFor('the collector to be down', async () => {
    const now = await topology();
    return edgeOf(now, processEdgeId('prometheus', 'sonde-agent', 8401)).l7.reason === 'the l7 collector is not up' ? now : undefined;
  });
  assert.equal(edgeOf(map, browserToShop).l7.seen, true);
});
