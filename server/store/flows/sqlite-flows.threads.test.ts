import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { edgeId } from '#contract/identity.ts';
import { flowBatch, flowOf } from '../../fixtures/flow-batch.ts';
import type { FlowStore } from './flow-store.ts';
import { sqliteFlows } from './sqlite-flows.ts';

const folder = await mkdtemp(join(tmpdir(), 'sonde-flows-'));
after(() => rm(folder, { recursive: true }));

const minuteMs = 60_000;
const startMs = Math.floor(Date.now() / minuteMs) * minuteMs - 60 * minuteMs;
const at = (minute: number) => startMs + minute * minuteMs;
const hour = { fromMs: startMs, toMs: at(60) };
const connects = (count: number) => ({ client: { sonde_tcp_connects_total: count } });

let files = 0;
function opened(path = join(folder, `${files++}.db`)): FlowStore {
  return sqliteFlows({ path, ageMs: 86_400_000, maxBytes: 1 << 30, onBroken: () => {}, onFailure: (error) => assert.fail(String(error)) });
}

test('a batch that comes again counts once, and what is new in one that overlaps is taken', async () => {
  await using store = opened();
  const flows = [1, 2, 3, 4].map((n) => flowOf('a', at(n), connects(n)));
  assert.deepEqual(await store.append(flowBatch(1, flows.slice(0, 3))), { stored: 3, known: 0 });
  assert.deepEqual(await store.append(flowBatch(1, flows.slice(0, 3))), { stored: 0, known: 3 });
  assert.deepEqual(await store.append(flowBatch(2, flows.slice(1))), { stored: 1, known: 2 });
  const [edge, ...others] = (await store.edges(hour)).edges;
  assert.deepEqual(others, []);
  assert.deepEqual(edge?.flows, [{ node: 'n1', atMs: at(4), seen: connects(10) }]);
});

test('minutes are told in order, each agent by itself; of what was open only the last', async () => {
  await using store = opened();
  const seen = (count: number, open?: number) => ({
    client: { sonde_tcp_connects_total: count, ...(open !== undefined && { sonde_tcp_open_connections: open }) },
  });
  await store.append(
    flowBatch(1, [flowOf('a', at(1), seen(1, 5)), flowOf('a', at(2), seen(2, 3)), flowOf('b', at(2), seen(9, 2)), flowOf('b', at(3), seen(1))]),
  );
  await store.append(flowBatch(1, [flowOf('a', at(2), { server: { sonde_tcp_accepts_total: 7 } })], 'n2'));
  const edges = new Map((await store.edges(hour)).edges.map((one) => [one.edge.client.name, one.flows]));
  assert.deepEqual(
    edges.get('a')?.toSorted((one, other) => one.node.localeCompare(other.node)),
    [
      { node: 'n1', atMs: at(2), seen: seen(3, 3) },
      { node: 'n2', atMs: at(2), seen: { server: { sonde_tcp_accepts_total: 7 } } },
    ],
  );
  assert.deepEqual(edges.get('b'), [{ node: 'n1', atMs: at(3), seen: seen(10) }]);
  const id = edgeId({ ...flowOf('a', 0, {}), transport: 'tcp' });
  const minutes = await store.minutes({ id, fromMs: at(1) + 30_000, toMs: at(2) });
  assert.deepEqual(minutes, [{ node: 'n1', atMs: at(1), seen: seen(1, 5) }]);
});

test('of more flows than are read, the newest are told, and since when', async () => {
  await using store = opened();
  await store.append(
    flowBatch(
      1,
      Array.from({ length: 10 }, (_, n) => flowOf('a', at(n), connects(1))),
    ),
  );
  const { edges, sinceMs } = await store.edges({ ...hour, most: 4 });
  assert.deepEqual([edges[0]?.flows, sinceMs], [[{ node: 'n1', atMs: at(9), seen: connects(4) }], at(6)]);
  assert.equal((await store.edges({ ...hour, most: 10 })).sinceMs, undefined);
});

test('what is no flow is refused whole, in words', async () => {
  await using store = opened();
  const good = flowOf('a', at(1), connects(1));
  for (const bad of [
    { ...good, port: -1 },
    { ...good, time: 'never' },
    { ...good, client: { kind: 'king', name: 'a', namespace: '' } },
    { ...good, seen: { client: { sonde_secret: 1 } } },
    { ...good, seen: connects(-1) },
    { ...good, seen: connects(Number.NaN) },
  ])
    assert.deepEqual(await store.append(flowBatch(1, [good, bad])), { refused: 'line 2 is no flow' });
  assert.deepEqual(await store.append({ ...flowBatch(1, [good]), count: 2 }), { refused: 'it holds 1 flows, not 2' });
  assert.deepEqual(await store.edges(hour), { edges: [] });
});

test('what is old goes, then the oldest until the rest fits', async () => {
  await using store = opened();
  await store.append(
    flowBatch(
      1,
      Array.from({ length: 3000 }, (_, n) => flowOf(`client ${n}`, at(n % 60), connects(n))),
    ),
  );
  assert.deepEqual(await store.prune({ beforeMs: at(10), maxBytes: 1 << 30 }), { removed: 500 });
  await store.prune({ beforeMs: 0, maxBytes: 300_000 });
  const { edges: left } = await store.edges(hour);
  const oldest = Math.min(...left.flatMap(({ flows }) => flows.map(({ atMs }) => atMs)));
  assert.ok(left.length > 100 && left.length < 2500 && oldest > at(10), `${left.length} edges are left`);
});

test('a file that is no database is begun anew', async () => {
  const path = join(folder, 'broken.db');
  await writeFile(path, 'no database at all, '.repeat(1000));
  await using store = opened(path);
  assert.deepEqual(await store.append(flowBatch(1, [flowOf('a', at(1), connects(1))])), { stored: 1, known: 0 });
  assert.equal((await store.edges(hour)).edges.length, 1);
});
