import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { edgeId } from '#contract/identity.ts';
import { routes } from '#contract/routes.ts';
import { Actor } from '../traffic/actor.ts';
import { atBothEnds, type Script, says } from '../traffic/dialogue.ts';
import { exchange } from '../traffic/http.ts';
import { namespace } from '../traffic/namespaces.ts';
import { between, processIdentity } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import type { Sonde } from '../whole/sonde.ts';

const connections = 20;
/** Bytes of a protocol that nobody knows. */
const strange = (first: number) => Buffer.from(Array.from({ length: 90 }, (_, at) => (first + at * 37) % 251));
const frame = (type: number, ...payload: number[]) => Buffer.from([0, 0, payload.length, type, 0, 0, 0, 0, 0, ...payload]);
const settings = frame(4);
const preface = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), settings]);

interface Unseen {
  readonly what: string;
  readonly reason: string;
  readonly script: Script;
  readonly requests?: Readonly<Record<string, number>>;
}

const { steps } = exchange('GET', 200);
const unseen: readonly Unseen[] = [
  {
    what: 'HTTP/2 with prior knowledge',
    reason: 'http2',
    script: [
      [1, [says('client', preface), says('server', Buffer.concat([settings, settings]))]],
      [20, [says('client', frame(1, 0x82, 0x84)), says('server', frame(1, 0x88))]],
    ],
  },
  {
    what: 'a protocol that nobody knows',
    reason: 'unknown_protocol',
    script: [[20, [says('client', strange(130)), says('server', strange(7))]]],
  },
  {
    what: 'HTTP that turns into something else',
    reason: 'unparsable',
    script: [
      [5, steps],
      [20, [says('client', strange(130)), says('server', strange(7))]],
    ],
    requests: { 'http GET 200': 5 },
  },
];

/** A connection whose requests cannot be seen is counted once at each end, with the reason. */
export function unseenRequests(sonde: () => Sonde): void {
  for (const [at, { what, reason, script, requests = {} }] of unseen.entries()) {
    test(`requests that are not seen: ${what}`, async () => {
      await using place = await namespace(`unseen-${at}`);
      await using server = new Actor(`unseen-server-${at}.py`, place);
      await using client = new Actor(`unseen-client-${at}.py`, place);
      const port = await server.serveDialogue('127.0.0.1', [script]);
      await client.play({ host: '127.0.0.1', port, times: connections }, [script], { together: true });
      const edge = between(client.name, server.name, port);
      const seen = atBothEnds(requests, connections);
      await countsExactly(sonde(), {
        of: [client.name, server.name],
        about: ['requests', 'unseen'],
        counts: { [edge]: { ...seen, [`client unseen ${reason}`]: connections, [`server unseen ${reason}`]: connections } },
        api: { [edge]: { ...seen, [`unseen ${reason}`]: connections } },
      });
    });
  }

  test('who is connected over a unix socket is told, and that nothing of it is seen', async () => {
    using stack = new DisposableStack();
    const folder = stack.adopt(mkdtempSync(join(tmpdir(), 'sonde-test-')), (path) => rmSync(path, { recursive: true }));
    await using server = new Actor('unix-server.py');
    await using client = new Actor('unix-client.py');
    const path = join(folder, 'shop.sock');
    await server.servePath(path);
    await client.connectPath(path, connections);
    const id = edgeId({ client: processIdentity(client.name), server: processIdentity(server.name), port: 0, transport: 'unix' });
    await eventually('the edge is on the map, and whole', arrivalMs, async () => {
      const onMap = (await sonde().get('/api/topology', routes['GET /api/topology'].reply)).edges.find((edge) => edge.id === id);
      const { edge, counts, summary } = await sonde().get(`/api/edges/${id}`, routes['GET /api/edges/:id'].reply);
      const unseen = [{ reason: 'unix_socket', says: 'unix socket', connections: 0 }];
      for (const one of [onMap, edge]) {
        assert.deepEqual([one?.transport, one?.port, one?.l4.openConnections, one?.l7.seen], ['unix', 0, connections, false]);
        assert.deepEqual([one?.l7.reason, one?.l7.unseen, one?.l7.requestsPerSecond, one?.health.state], ['unix socket', unseen, 0, 'ok']);
      }
      assert.deepEqual([counts.openConnections, counts.connects], [connections, 0]);
      assert.match(summary, new RegExp(`^${connections} connections open; requests not seen: unix socket`));
    });
  });
}
