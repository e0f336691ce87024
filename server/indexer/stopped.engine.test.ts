import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { IndexerConfig } from '#contract/children.ts';
import { groupOf } from '#contract/kafka.ts';
import { makeTopics, withAdmin } from '#contract/kafka-client.ts';
import { configFor } from '../../engines/cluster-config.ts';
import { sharedElasticsearch, sharedKafka } from '../../engines/shared.ts';
import { clientOf, numbers, send, started, storeOf, upTo } from '../fixtures/indexing.ts';
import { waitFor } from '../fixtures/wait.ts';

/** Resolves when it has joined the group. */
async function indexerProcess(t: TestContext, config: IndexerConfig) {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, join(import.meta.dirname, 'main.ts')], {
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
  });
  t.after(() => child.kill('SIGKILL'));
  child.stdin?.end(`${JSON.stringify(config)}\n`);
  await once(child, 'message');
  return child;
}

/** A way to Elasticsearch on which the third request that writes, and what comes behind it, waits until it is let go. */
async function gate(t: TestContext, url: string) {
  const { hostname, port } = new URL(url);
  const [reached, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let writes = 0;
  const server = createServer(async (from, response) => {
    if (from.url?.startsWith('/_bulk') === true) writes += 1;
    if (writes >= 3) {
      reached.resolve();
      await open.promise;
    }
    const to = request({ hostname, port, path: from.url, method: from.method, headers: from.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    from.pipe(to);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, reached: reached.promise, open: open.resolve };
}

test('an indexer that stands still in the middle of its work until others have done it, and goes on then, loses and doubles nothing', {
  timeout: 180_000,
}, async (t) => {
  const config = configFor(await sharedKafka(), await sharedElasticsearch());
  const kafka = clientOf(config);
  await makeTopics(kafka, config.kafka);
  await using lines = storeOf(config);
  const way = await gate(t, config.elasticsearch.url);
  const still = await indexerProcess(t, { ...config, elasticsearch: { ...config.elasticsearch, url: way.url } });
  const stored = (count: number) => waitFor(`${count} lines`, async () => ((await numbers(lines)).length >= count ? true : undefined));
  const members = (count: number) =>
    waitFor(`${count} of the group`, () =>
      withAdmin(kafka, async (admin) => {
        const [group] = (await admin.describeGroups([groupOf(config.kafka)])).groups;
        return (group?.state === 'Stable' && group.members.length === count) || undefined;
      }),
    );

  await send(kafka, config, 1, 3000);
  await way.reached;
  still.kill('SIGSTOP');
  const other = started(config);
  t.after(() => other.close());
  await other.run();
  await stored(3000);
  await members(1);

  still.kill('SIGCONT');
  way.open();
  await send(kafka, config, 3001, 1000);
  await members(2);
  await send(kafka, config, 4001, 1000);
  await stored(5000);
  assert.deepEqual(await numbers(lines), upTo(5000));

  // It works again, and goes on behind what the other has done.
  await other.close();
  await send(kafka, config, 5001, 500);
  await stored(5500);
  assert.deepEqual(await numbers(lines), upTo(5500));
});
