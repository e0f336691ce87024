import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { routes, type WorkloadDetail, type Workloads } from '#contract/routes.ts';
import { type Shop, scraped, shop } from '../fixtures/shop.ts';
import { askShop } from '../fixtures/shop-requests.ts';
import { waitFor } from '../fixtures/wait.ts';

const isList = Compile(routes['GET /api/workloads'].reply);
const isDetail = Compile(routes['GET /api/workloads/:id'].reply);

let host: Shop;
before(async () => {
  host = await shop();
  await askShop(host.agent);
});
after(() => host?.[Symbol.asyncDispose]());

async function list(): Promise<Workloads> {
  const { status, json } = await host.server.get('/api/workloads');
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(isList.Check(reply), JSON.stringify(isList.Errors(reply)));
  return reply;
}

async function detail(id: string): Promise<WorkloadDetail> {
  const { status, json } = await host.server.get(`/api/workloads/${encodeURIComponent(id)}`);
  const reply = json();
  assert.equal(status, 200, JSON.stringify(reply));
  assert.ok(isDetail.Check(reply), JSON.stringify(isDetail.Errors(reply)));
  return reply;
}

const complete = () =>
  waitFor('all requests', async () => {
    const reply = await list();
    const found = reply.workloads.find(({ id }) => id === 'process:shop');
    return found?.in.errorRatio === 0.02 && found.out.requestsPerSecond > 0 && found.in.p99Seconds !== null && found.in.openConnections === 0
      ? reply
      : undefined;
  });

test('what runs is listed with what it is asked and what it asks', async () => {
  const { workloads } = await complete();
  assert.deepEqual(
    workloads.map(({ id }) => id),
    ['process:bank', 'process:browser', 'process:db', 'process:dns', 'process:idle', 'process:prometheus', 'process:shop', 'process:sonde-agent'],
  );
  const found = workloads.find(({ id }) => id === 'process:shop');
  assert.ok(found);
  assert.deepEqual(found.hosts, ['testhost']);
  assert.equal(found.health.state, 'warning');
  assert.equal(found.in.edges, 1);
  assert.equal(found.out.edges, 3);
  const share = found.out.requestsPerSecond / found.in.requestsPerSecond;
  assert.equal(Math.round(share * 1000), 200 + 34);
});

test('one workload has what it is asked by protocol, over all requests, and its edges with their other ends', async () => {
  await complete();
  const { workload, requests, inbound, outbound } = await detail('process:shop');
  assert.equal(workload.name, 'shop');
  const [http] = requests;
  assert.equal(http?.protocol, 'http');
  assert.equal(http.errorRatio, 0.02);
  assert.ok((http.p50Seconds ?? 0) > 0.005 && (http.p50Seconds ?? 1) <= 0.01, String(http.p50Seconds));
  assert.ok((http.p99Seconds ?? 0) > 0.25 && (http.p99Seconds ?? 1) <= 0.5, String(http.p99Seconds));
  assert.deepEqual(
    inbound.map(({ peer, port, l7 }) => [peer.name, port, l7.seen]),
    [['browser', 80, true]],
  );
  assert.deepEqual(outbound.map(({ peer, port }) => `${peer.name}:${port}`).sort(), ['bank:443', 'db:5432', 'dns:53']);
  assert.deepEqual(workload.listening, []);
  assert.deepEqual((await detail('process:idle')).workload.listening, [{ port: 7000, transport: 'tcp' }]);
});

test('a workload has its history on one axis, and the histogram of its latency with percentiles', async () => {
  await complete();
  const { history, latency } = await waitFor('requests in the history', async () => {
    const reply = await detail('process:shop');
    const total = reply.history.charts.find(({ id }) => id === 'requests')?.series.flatMap(({ values }) => values) ?? [];
    return total.some((value) => value !== null && value > 0) && reply.latency !== null ? reply : undefined;
  });
  const requests = history.charts.find(({ id }) => id === 'requests');
  assert.deepEqual(requests?.series.map(({ name }) => name).sort(), ['client_error', 'error', 'ok']);
  assert.ok(latency);
  assert.equal(latency.latency.columns.length, history.steps);
  for (const column of latency.latency.columns) assert.ok(column === null || column.length === latency.latency.boundsSeconds.length + 1);
  assert.ok((latency.latency.p50Seconds ?? 0) > 0.005 && (latency.latency.p50Seconds ?? 1) <= 0.01, String(latency.latency.p50Seconds));
  assert.match(latency.query, /server="shop"/);
});

test('a list and a workload that one has already are not sent again', async () => {
  await complete();
  for (const url of ['/api/workloads', '/api/workloads/process:db']) {
    await waitFor('an answer that is not sent again', async () => {
      const { headers } = await host.server.get(url);
      const again = await host.server.get(url, { 'if-none-match': String(headers.etag) });
      return again.status === 304 ? true : undefined;
    });
  }
  const urls = Array.from({ length: 50 }, () => host.server.get('/api/workloads'));
  const tags = new Set((await Promise.all(urls)).map(({ headers }) => headers.etag));
  assert.ok(tags.size <= 2, `${tags.size} different answers`);
});

test('what was lost makes the numbers of the list and of a workload lower bounds', async () => {
  const labels = { collector: 'l7', reason: 'unparsed' };
  host.agent.set('sonde_lost_total', labels, 0);
  await scraped(host.agent);
  assert.equal((await list()).confidence.state, 'full');
  host.agent.add('sonde_lost_total', labels, 5);
  const { confidence } = await waitFor('the loss', async () => {
    const reply = await list();
    return reply.confidence.state === 'partial' ? reply : undefined;
  });
  assert.deepEqual(confidence.reasons, ['l7 on testhost lost 5 events (unparsed)']);
  assert.deepEqual((await detail('process:shop')).confidence.reasons, confidence.reasons);
});

test('a workload that was not seen is not found; one that is not well told is refused', async () => {
  const unknown = await host.server.get('/api/workloads/process:nobody');
  assert.equal(unknown.status, 404);
  assert.match(String(unknown.headers['content-type']), /^application\/problem\+json/);
  assert.match((unknown.json() as { detail: string }).detail, /no workload process:nobody between/);
  for (const id of ['nobody', 'daemon:nobody', 'process:']) {
    const wrong = await host.server.get(`/api/workloads/${encodeURIComponent(id)}`);
    assert.equal(wrong.status, 400, id);
    assert.equal((wrong.json() as { field: string }).field, 'id');
  }
});

test('an id may say that there is no namespace, as a link from a board of Grafana does', async () => {
  assert.equal((await detail('process:/shop')).workload.id, 'process:shop');
});

test('an id may hold what a path may not', async () => {
  const { status, json } = await host.server.get(`/api/workloads/${encodeURIComponent(`process:${'folder/'.repeat(70)}app.py?x#y`)}`);
  assert.equal(status, 404);
  assert.match((json() as { detail: string }).detail, /app\.py\?x#y/);
});

test('while Prometheus is away a workload that was asked for before is told as it was', async () => {
  await complete();
  await detail('process:shop');
  await host.prometheus.stop();
  const stale = await waitFor('a stale list', async () => {
    const reply = await list();
    return reply.stale === null ? undefined : reply;
  });
  assert.ok(stale.workloads.length > 0);
  assert.match((await detail('process:shop')).stale?.reason ?? '', /does not answer/);
  await host.prometheus.start();
});
