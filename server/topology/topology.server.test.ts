import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Compile } from 'typebox/compile';
import { unpack } from '#contract/columns/unpack.ts';
import { type EdgeDetail, routes, type Topology, type TopologyEdge } from '#contract/routes.ts';
import { edgeLabels } from '../fixtures/edge-series.ts';
import { begin, processEdgeId, type Shop, scraped, shop, shopToDb } from '../fixtures/shop.ts';
import { waitFor } from '../fixtures/wait.ts';

const isTopology = Compile(routes['GET /api/topology'].reply);
const isDetail = Compile(routes['GET /api/edges/:id'].reply);

let host: Shop;
before(async () => {
  host = await shop();
});
after(() => host?.[Symbol.asyncDispose]());

const topologyUrl = '/api/topology';

async function topology(url = topologyUrl): Promise<Topology> {
  const { status, json } = await host.server.get(url);
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(isTopology.Check(reply), JSON.stringify(isTopology.Errors(reply)));
  return reply;
}

/** The counts of an edge, back from its rates; undefined while the recorded series do not have all of them yet. */
function countOf(edge: TopologyEdge | undefined, whole: number): boolean {
  const attempts = (edge?.l4.connectsPerSecond ?? 0) + (edge?.l4.failuresPerSecond ?? 0);
  const ratio = (edge?.l4.failuresPerSecond ?? 0) / attempts;
  return Math.abs(ratio - whole) < 1e-9;
}

test('the map has every edge with its rates, each counted once', async () => {
  const reply = await waitFor('all counts', async () => {
    const now = await topology();
    return countOf(
      now.edges.find((edge) => edge.id === shopToDb),
      3 / 96,
    )
      ? now
      : undefined;
  });
  const edge = reply.edges.find((one) => one.id === shopToDb);
  assert.ok(edge);
  assert.equal(edge.client, 'process:shop');
  assert.equal(edge.server, 'process:db');
  assert.equal(edge.traffic, 'loopback');
  assert.equal(edge.l4.openConnections, 4);
  const { l4 } = edge;
  const perConnect = (rate: number) => Math.round((rate / l4.connectsPerSecond) * 93 * 1000) / 1000;
  assert.equal(perConnect(l4.toServerBytesPerSecond), 1_000_001);
  assert.equal(perConnect(l4.toClientBytesPerSecond), 2_000);
  assert.equal(perConnect(l4.retransmittedSegmentsPerSecond), 3);
  assert.equal(perConnect(l4.resetsPerSecond), 5);
  assert.equal(l4.failureRatio, 3 / 96);
  assert.deepEqual(edge.health, { state: 'warning', reasons: ['3 of 96 connects failed: refused'] });
  const served = reply.edges.find((one) => one.id === processEdgeId('browser', 'shop', 80));
  assert.equal(perConnect(served?.l4.connectsPerSecond ?? 0), 20);
  const udp = reply.edges.find((one) => one.id === processEdgeId('shop', 'dns', 53, 'udp'));
  assert.equal(perConnect(udp?.l4.toServerBytesPerSecond ?? 0), 640);
  assert.equal(udp?.traffic, 'lan');
});

test('who listens, this host and the other end of everything are nodes, placed without overlap; the empty tail is not', async () => {
  const { nodes, hosts } = await topology();
  assert.deepEqual(nodes.map((node) => node.id).sort(), [
    'host:testhost',
    'process:browser',
    'process:db',
    'process:dns',
    'process:idle',
    'process:prometheus',
    'process:shop',
    'process:sonde-agent',
  ]);
  assert.deepEqual(nodes.find((node) => node.id === 'process:idle')?.listening, [{ port: 7000, transport: 'tcp' }]);
  assert.deepEqual(hosts, [{ node: 'testhost', up: true }]);
  assert.equal(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size, nodes.length);
  const x = (name: string) => nodes.find((node) => node.id === `process:${name}`)?.x ?? Number.NaN;
  assert.ok(x('browser') < x('shop') && x('shop') < x('db'));
});

test('Sonde’s own processes are marked; a Prometheus that is not on Sonde’s port is not', async () => {
  const { nodes } = await topology();
  assert.deepEqual(
    nodes.filter(({ own }) => own).map((node) => node.id),
    ['process:sonde-agent'],
  );
});

test('a hundred browsers get one answer: tagged, compressed, and nothing when they have it', async () => {
  const { headers } = await host.server.get(topologyUrl, { 'accept-encoding': 'gzip' });
  assert.equal(headers['content-encoding'], 'gzip');
  const etag = String(headers.etag);
  assert.match(etag, /^W\/"[\w-]+"$/);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => host.server.app.inject({ url: topologyUrl, headers: { ...authorized, 'accept-encoding': 'gzip' } })),
  );
  const bodies = new Set(answers.map(({ rawPayload }) => gunzipSync(rawPayload).toString('utf8')));
  assert.ok(bodies.size <= 2, `${bodies.size} different answers`);
  const fresh = await host.server.get(topologyUrl);
  const again = await host.server.app.inject({ url: topologyUrl, headers: { ...authorized, 'if-none-match': `"other", ${String(fresh.headers.etag)}` } });
  assert.equal(again.statusCode, 304);
  assert.equal(again.body, '');
});

test('by columns the map is the same, but for figures beyond the sixth digit', async () => {
  const isColumns = Compile(routes['GET /api/topology/columns'].reply);
  const { rows, columns } = await waitFor('both forms of one map', async () => {
    const both = { rows: await topology(), columns: isColumns.Parse((await host.server.get('/api/topology/columns')).json()) };
    return both.rows.at === both.columns.at ? both : undefined;
  });
  const inRows = { ...columns, nodes: unpack(columns.nodes), edges: unpack(columns.edges) };
  assert.ok(isTopology.Check(inRows), JSON.stringify(isTopology.Errors(inRows)));
  assert.deepEqual(
    inRows.edges.map(({ id, client, port }) => [id, client, port]),
    rows.edges.map(({ id, client, port }) => [id, client, port]),
  );
  assert.deepEqual(inRows.nodes, rows.nodes);
});

const authorized = { host: '127.0.0.1:8400', authorization: 'Bearer console-token-of-the-test-0000000000000000000' };

async function detail(edge: string, range = ''): Promise<EdgeDetail> {
  const { status, json } = await host.server.get(`/api/edges/${edge}${range}`);
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(isDetail.Check(reply), JSON.stringify(isDetail.Errors(reply)));
  return reply;
}

test('one edge has exact counts, from raw samples', async () => {
  const { counts, rtt, summary, history, edge } = await detail(shopToDb);
  assert.equal(counts.connects, 93);
  assert.equal(counts.accepts, 93);
  assert.deepEqual(counts.failures, { refused: 3, timeout: 0, unreachable: 0, reset: 0, aborted: 0, other: 0 });
  assert.equal(counts.openConnections, 4);
  assert.deepEqual(counts.client, { sentBytes: 1_000_001, receivedBytes: 2000, sentSegments: 500, receivedSegments: 0, retransmittedSegments: 2 });
  assert.deepEqual(counts.server, { sentBytes: 2000, receivedBytes: 1_000_001, sentSegments: 500, receivedSegments: 0, retransmittedSegments: 1 });
  assert.equal(counts.retransmittedSegments, 3);
  assert.deepEqual(counts.resets, [
    { observed: 'client', direction: 'received', reason: 'while_established', count: 5 },
    { observed: 'server', direction: 'sent', reason: 'tcp_abort_on_close', count: 5 },
  ]);
  assert.equal(rtt?.samples, 40);
  assert.equal(rtt.p50Seconds, 0.0005 + 0.0015 * 0.5);
  assert.equal(summary, '1 in 32 connects fails: refused.');
  assert.equal(edge.health.state, 'warning');
  const connects = history.series.find(({ name }) => name === 'connects')?.values ?? [];
  assert.ok(
    connects.some((value) => value === null),
    'the time before the first scrape is a gap',
  );
  assert.ok(connects.some((value) => value !== null && value > 0));
});

test('an agent that starts again takes nothing away and adds nothing twice', async () => {
  host.agent.restart(1_700_000_500);
  begin(host.agent);
  await scraped(host.agent);
  host.agent.add('sonde_tcp_connects_total', edgeLabels('shop', 'db', 5432, 'client'), 7);
  const found = await waitFor('the new connects', async () => {
    const now = await detail(shopToDb);
    return now.counts.connects === 100 ? now : undefined;
  });
  assert.equal(found.counts.client?.sentBytes, 1_000_001);
  const map = await waitFor('the map to say so too', async () => {
    const now = await topology();
    return countOf(
      now.edges.find((edge) => edge.id === shopToDb),
      3 / 103,
    )
      ? now
      : undefined;
  });
  const { confidence } = map.edges.find((edge) => edge.id === shopToDb) ?? {};
  assert.deepEqual(confidence, { state: 'partial', lostRatio: 0, reasons: ['the agent of testhost was restarted once'] });
});

test('an edge that is not there is not found', async () => {
  const { status, json } = await host.server.get(`/api/edges/${processEdgeId('nobody', 'nothing', 1)}`);
  assert.equal(status, 404);
  assert.match((json() as { detail: string }).detail, /no edge/);
});

test('PromQL is passed on, and what is wrong with it is said with its place', async () => {
  const { status, json } = await host.server.get(`/api/query?query=${encodeURIComponent('sum(up)')}`);
  assert.equal(status, 200);
  assert.deepEqual((json() as { data: { resultType: string } }).data.resultType, 'vector');
  const now = Date.now() / 1000;
  const ranged = await host.server.get(`/api/query_range?query=up&start=${now - 10}&end=${now}&step=1s`);
  assert.equal(ranged.status, 200);
  for (const query of ['sum(up', 'nonsense(up)', 'up + on(node) up{job=~"("}']) {
    const wrong = await host.server.get(`/api/query?query=${encodeURIComponent(query)}`);
    assert.equal(wrong.status, 400, query);
    const problem = wrong.json() as { field: string; detail: string };
    assert.equal(problem.field, 'query');
    assert.match(problem.detail, /\d+:\d+: parse error/);
  }
});

test('the doctor finds agent, Prometheus, scrapes and store well, and the disk at hand', async () => {
  const { json } = await host.server.get('/api/doctor');
  const reply = json();
  const isDoctor = Compile(routes['GET /api/doctor'].reply);
  assert.ok(isDoctor.Check(reply), JSON.stringify(isDoctor.Errors(reply)));
  const states = new Map(reply.checks.map(({ name, state, says }) => [name, `${state}: ${says}`]));
  assert.match(states.get('Agent on testhost') ?? '', /^ok: answers; all 1 collectors are up/);
  assert.match(states.get('Prometheus') ?? '', /^ok/);
  assert.match(states.get(`Scrape of sonde-agent at ${host.agent.address}`) ?? '', /^ok: the last scrape is \d s old/);
  assert.match(states.get('Event store') ?? '', /^ok: 0 events/);
  assert.match(states.get('Disk space') ?? '', /free/);
  assert.equal(reply.hosts[0]?.agentUp, true);
});

test('losses are said, with their share, and make counts lower bounds', async () => {
  host.agent.add('sonde_events_total', { collector: 'tcp' }, 990);
  host.agent.add('sonde_lost_total', { collector: 'tcp', reason: 'ring_full' }, 10);
  const map = await waitFor('the losses', async () => {
    const now = await topology();
    return now.lost.total === 10 && now.lost.ratio === 0.01 ? now : undefined;
  });
  assert.deepEqual(map.lost.byReason, [{ node: 'testhost', collector: 'tcp', reason: 'ring_full', count: 10 }]);
  const edge = map.edges.find((one) => one.id === shopToDb);
  assert.equal(edge?.confidence.state, 'partial');
  assert.equal(edge?.confidence.lostRatio, 0.01);
  assert.match(edge?.confidence.reasons[0] ?? '', /tcp on testhost lost 10 events \(ring full\)/);
});

test('the diff with a moment before Sonde watched says so, and calls nothing new', async () => {
  const asked = (query: string) => host.server.get(`/api/topology/diff?${query}`);
  const { status, json } = await asked(`a=${Math.floor(Date.now() / 1000) - 3600}&windowSeconds=900`);
  assert.equal(status, 200);
  const diff = Compile(routes['GET /api/topology/diff'].reply).Parse(json());
  assert.deepEqual([diff.nodes.appeared, diff.edges.appeared, diff.edges.vanished], [[], [], []]);
  assert.deepEqual([diff.watched.a.watchedSeconds, diff.watched.a.hosts], [0, [{ node: 'testhost', up: false }]]);
  assert.ok(diff.watched.b.watchedSeconds > 0);
  assert.equal((await asked('a=yesterday')).status, 400);
  assert.equal((await asked('a=1769860800&windowSeconds=1')).status, 400);
});

test('before Sonde watched, its hosts say that they were not watched', async () => {
  const hourAgo = Math.floor(Date.now() / 1000) - 3600;
  const { json } = await host.server.get(`/api/topology?from=${hourAgo - 900}&to=${hourAgo}`);
  const { watchedSeconds, hosts, nodes } = json() as Topology;
  assert.equal(watchedSeconds, 0);
  assert.deepEqual(hosts, [{ node: 'testhost', up: false }]);
  assert.deepEqual(
    nodes.map(({ kind, health }) => [kind, health]),
    [['host', { state: 'unknown', reasons: ['not watched in this time'], notWatched: true }]],
  );
});
