import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { unpack } from '#contract/columns/unpack.ts';
import { edgeConnects } from '#contract/recorded.ts';
import type { Topology } from '#contract/routes.ts';
import type { Body } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import { mapMaker } from './map-maker.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const window = { fromMs: nowMs - 900_000, toMs: nowMs };
const what = { window, nowMs, hosts: ['testhost'], ports: { children: [] }, intervalSeconds: 5, stale: null };
const places = {
  of: async ({ nodes }: { readonly nodes: readonly string[] }) => ({ nodes: new Map(nodes.map((id, x) => [id, { x, y: 0 }])), groups: new Map() }),
};

function body(data: unknown): Body {
  return { status: 200, bytes: new TextEncoder().encode(JSON.stringify({ status: 'success', data })) };
}

/** Prometheus, as far as it knows of two connects a second of one edge. */
async function oneEdge(query: string): Promise<Body> {
  if (query.includes('agent_start_time')) return body({ resultType: 'matrix', result: [] });
  const metric = { client: 'shop', client_kind: 'process', server: 'db', server_kind: 'process', server_port: '5432' };
  const asked = query.startsWith(`sum_over_time(${edgeConnects.name}`);
  return body({ resultType: 'vector', result: asked ? [{ metric, value: [nowMs / 1000, '1234'] }] : [] });
}

const jsonOf = ({ json, gzip }: { readonly json: Buffer | undefined; readonly gzip: Buffer }): unknown => {
  const text = gunzipSync(gzip).toString();
  assert.equal(json?.toString(), text);
  return JSON.parse(text);
};

test('a map in rows has every digit, one by columns what is read of them', async () => {
  const maker = mapMaker({ body: (_path, { query = '' }) => oneEdge(query) }, places);
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

test('a Prometheus that fails fails the map, and a thread that ended is followed by another', async () => {
  let away = true;
  const maker = mapMaker(
    {
      body: async (_path, { query = '' }) => {
        if (away) throw new PrometheusError('away', 'gone');
        return await oneEdge(query);
      },
    },
    places,
  );
  await assert.rejects(maker.make(what), (error) => error instanceof PrometheusError && error.kind === 'away');
  await maker.stop();
  away = false;
  assert.equal((await maker.make(what)).value.edges.length, 1);
  await maker.stop();
});
