import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { unpack } from '#contract/columns/unpack.ts';
import { edgeConnects } from '#contract/recorded.ts';
import type { Topology } from '#contract/routes.ts';
import { prometheusClient } from '../fixtures/prometheus-client.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import { mapMaker } from './map-maker.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const window = { fromMs: nowMs - 900_000, toMs: nowMs };
const what = { window, nowMs, hosts: ['testhost'], ownPorts: [], intervalSeconds: 5, stale: null };
const places = {
  of: async ({ nodes }: { readonly nodes: readonly string[] }) => ({ nodes: new Map(nodes.map((id, x) => [id, { x, y: 0 }])), groups: new Map() }),
};

const vector = (result: readonly unknown[]) => ({ resultType: 'vector', result });

/** Two connects a second of one edge. */
function oneEdge(query: string): unknown {
  if (query.includes('agent_start_time')) return { resultType: 'matrix', result: [] };
  const metric = { client: 'shop', client_kind: 'process', server: 'db', server_kind: 'process', server_port: '5432' };
  return vector(query.startsWith(`sum_over_time(${edgeConnects.name}`) ? [{ metric, value: [nowMs / 1000, '1234'] }] : []);
}

/** Prometheus, as far as it knows of one edge. */
async function answering(isAway: () => boolean): Promise<Prometheus & AsyncDisposable> {
  const server = createServer(async (request, response) => {
    if (isAway()) {
      response.writeHead(502).end('gone');
      return;
    }
    const query = new URLSearchParams(await text(request)).get('query') ?? '';
    response.end(JSON.stringify({ status: 'success', data: oneEdge(query) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = prometheusClient(`http://127.0.0.1:${port}`);
  return {
    ...client,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const jsonOf = ({ json, gzip }: { readonly json: Buffer | undefined; readonly gzip: Buffer }): unknown => {
  const text = gunzipSync(gzip).toString();
  assert.equal(json?.toString(), text);
  return JSON.parse(text);
};

test('a map in rows has every digit, one by columns what is read of them', async (t) => {
  await using host = await answering(() => false);
  const maker = mapMaker({ prometheus: host, places, flows: async () => ({ edges: [] }) });
  t.after(() => maker.stop());
  const map = await maker.make(what);
  const rows = jsonOf(await map.rows()) as Topology;
  assert.deepEqual(rows, map.value);
  const [edge] = rows.edges;
  assert.equal(edge?.l4.connectsPerSecond, 1234 / 900);
  const columns = jsonOf(map.columns) as { edges: Parameters<typeof unpack<Topology['edges'][number]>>[0] };
  assert.deepEqual(unpack(columns.edges), [{ ...edge, l4: { ...edge?.l4, connectsPerSecond: 1.37111 } }]);
  const stale = await maker.stale(map, { since: map.at, reason: 'away' });
  assert.deepEqual(stale.value, { ...map.value, stale: { since: map.at, reason: 'away' } });
  assert.notEqual(stale.etag, map.etag);
  await maker.stop();
});

test('a Prometheus that fails fails the map, and a thread that ended is followed by another', async (t) => {
  let away = true;
  await using host = await answering(() => away);
  const maker = mapMaker({ prometheus: host, places, flows: async () => ({ edges: [] }) });
  t.after(() => maker.stop());
  await assert.rejects(maker.make(what), (error) => error instanceof PrometheusError && error.kind === 'away');
  await maker.stop();
  away = false;
  assert.equal((await maker.make(what)).value.edges.length, 1);
  await maker.stop();
});
