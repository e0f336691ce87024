import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { everything } from '#contract/find/term.ts';
import { leastRights } from '../../../engines/running.ts';
import { sharedElasticsearch } from '../../../engines/shared.ts';
import { numbered, put, whole } from '../logs/conforms-lines.ts';
import { recordAt, window } from '../record-at.ts';
import { elasticsearch } from './client.ts';
import { nodeDisks } from './disks.ts';
import { elasticsearchEvents } from './elasticsearch-events.ts';
import { elasticsearchLogs } from './elasticsearch-logs.ts';
import { dayIndexes } from './retention.ts';
import { kinds } from './templates.ts';

/** Of a user who may do no more than docs/cluster.md says that Sonde has to. */
async function ofGuest(): Promise<ElasticsearchConfig> {
  const { address, guest } = await sharedElasticsearch();
  const prefix = `sonde-${randomBytes(6).toString('hex')}`;
  return { url: `http://${address}`, username: guest.user, password: guest.password, prefix, shards: 1, replicas: 0 };
}

test('docs/cluster.md lists the rights that are tried here, and no others', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/cluster.md'), 'utf8').replaceAll('\n', ' ');
  const [, cluster = '', indices = ''] = /needs of the cluster (.*?), and of the indexes `sonde-\*` (.*?) \(/.exec(text) ?? [];
  const named = (of: string) => [...of.matchAll(/`(\w+)`/g)].map(([, right]) => right);
  assert.deepEqual([named(cluster), named(indices)], [leastRights.cluster, leastRights.indices[0]?.privileges]);
});

test('with those rights alone events and lines are kept, found, counted and removed, what cannot be stored is a dead letter, and disks are told of', {
  timeout: 120_000,
}, async () => {
  const config = await ofGuest();
  const server = elasticsearch(config);
  await using events = elasticsearchEvents(config);
  assert.deepEqual(await events.append([recordAt(1), recordAt(2)]), { stored: 2, known: 0 });
  assert.deepEqual(await events.append([recordAt(2), recordAt(3)]), { stored: 1, known: 1 });
  assert.equal((await events.query(window(0, 10))).length, 3);
  assert.equal((await events.state()).records, 3);

  let dead = 0;
  const told = { onAnswer: () => {}, onBackOff: () => {}, onDead: (count: number) => (dead += count) };
  const onFailure = (error: unknown) => assert.fail(String(error));
  await using lines = elasticsearchLogs({ config, days: 365_000, bytes: 1, isFoundAtOnce: true, onFailure, ...told });
  await put(lines, 1, numbered(0, 10));
  // Those between are lost.
  await put(lines, 21, numbered(10, 20), { day: '2026-01-02' });
  assert.equal((await lines.search({ ...whole, rule: everything, order: 'newest', limit: 100 })).records.length, 20);
  assert.equal((await lines.losses({ ...whole, limit: 10 }))[0]?.count, 10);
  const { mark } = await lines.arrived({ rule: everything, limit: 10 });
  await put(lines, 31, numbered(20, 25), { day: '2026-01-02' });
  assert.equal((await lines.arrived({ rule: everything, limit: 10, since: mark })).records.length, 5);
  assert.equal((await lines.state()).lines, 25);
  // The clock of its agent is wrong.
  await put(lines, 36, numbered(25, 26), { day: '2099-01-01' });
  // Of what has begun there is room for the latest day alone.
  await lines.prune();
  assert.equal((await lines.state()).lines, 16);

  // Its mapping takes no time of a line, nor its text.
  const wrong = { properties: { us: { type: 'ip' } } };
  await server.ask({ method: 'PUT', path: `/${config.prefix}-log-2026-01-03`, body: { mappings: wrong } });
  await put(lines, 37, numbered(26, 29), { day: '2026-01-03' });
  assert.equal(dead, 3);
  assert.equal((await nodeDisks(server)).length, 1);

  await assert.rejects(server.ask({ method: 'PUT', path: '/others' }), /may not do that/);
  const indexes = await dayIndexes(server, config, kinds);
  await server.ask({ method: 'DELETE', path: `/${indexes.map(({ index }) => index).join(',')}` });
  await server.close();
});
