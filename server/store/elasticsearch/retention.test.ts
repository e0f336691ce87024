import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elasticsearchEndpoint } from '../../fixtures/elasticsearch-endpoint.ts';
import { elasticsearch } from './client.ts';
import { type DayLimits, pruneDays } from './retention.ts';

const dayMs = 86_400_000;
const dayIn = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);

/** What is removed of lines and dead letters, each of an index of 10 bytes, by its days from now and those of when its index was made. */
async function removedOf(indexes: readonly (readonly [kind: string, day: number, made: number])[], limits: DayLimits): Promise<string[]> {
  const named = indexes.map(([kind, day, made]) => ({ index: `test-${kind}-${dayIn(day)}`, made }));
  const stats = { primaries: { docs: { count: 1 } }, total: { store: { size_in_bytes: 10 } } };
  const deleted: string[] = [];
  await using endpoint = await elasticsearchEndpoint(({ method, url }) => {
    const { pathname } = new URL(url, 'http://here');
    if (method === 'DELETE') deleted.push(decodeURIComponent(pathname.slice(1)));
    if (pathname.includes('/_settings'))
      return { body: Object.fromEntries(named.map(({ index, made }) => [index, { settings: { 'index.creation_date': `${Date.now() + made * dayMs}` } }])) };
    return { body: { indices: Object.fromEntries(named.map(({ index }) => [index, stats])) } };
  });
  const server = elasticsearch(endpoint.config);
  const removed = await pruneDays(server, endpoint.config, ['log', 'dead-letter'], limits);
  await server.close();
  assert.deepEqual(
    removed.map(({ index }) => index),
    deleted,
  );
  return deleted;
}

test('dead letters go with the lines of their day', async () => {
  const indexes = [
    ['log', -9, -9],
    ['dead-letter', -9, -9],
    ['log', 0, 0],
  ] as const;
  assert.deepEqual(await removedOf(indexes, { beforeDay: dayIn(-7), bytes: 1000 }), [`test-log-${dayIn(-9)}`, `test-dead-letter-${dayIn(-9)}`]);
});

test('a day that has not come keeps no day before it from being the latest', async () => {
  const indexes = [
    ['log', -2, -2],
    ['log', 0, 0],
    ['log', 300, 0],
  ] as const;
  assert.deepEqual(await removedOf(indexes, { beforeDay: dayIn(-7), bytes: 1 }), [`test-log-${dayIn(-2)}`]);
});

test('what an agent dated too late goes by when it came', async () => {
  const indexes = [
    ['log', -3, -3],
    ['log', 0, 0],
    ['log', 300, -20],
  ] as const;
  assert.deepEqual(await removedOf(indexes, { beforeDay: dayIn(-7), bytes: 1000 }), [`test-log-${dayIn(300)}`]);
  assert.deepEqual(await removedOf(indexes, { beforeDay: dayIn(-30), bytes: 20 }), [`test-log-${dayIn(300)}`]);
});
