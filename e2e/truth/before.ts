import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityId } from '#contract/identity.ts';
import { routes } from '#contract/routes.ts';
import { Actor } from '../traffic/actor.ts';
import { type Namespace, namespace } from '../traffic/namespaces.ts';
import { between, processIdentity } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import type { Sonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
const straight = 5;
const translated = 3;
const connections = straight + translated;
const service = { host: '127.0.0.2', port: 80 };
const udpPort = 7030;

/** Two processes that were talking before Sonde started. */
export interface Earlier extends AsyncDisposable {
  readonly place: Namespace;
  readonly client: Actor;
  readonly server: Actor;
  readonly port: number;
}

export async function talkBeforeTheStart(): Promise<Earlier> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await namespace('before'));
  const server = stack.use(new Actor('earlier-server.py', place));
  const client = stack.use(new Actor('earlier-client.py', place));
  const port = await server.serve(host, 'echo');
  await server.serveDatagrams(host, udpPort);
  const rule = `ip daddr ${service.host} tcp dport ${service.port} dnat to ${host}:${port}`;
  await place.filter(`add table ip translated; add chain ip translated out { type nat hook output priority -100; }; add rule ip translated out ${rule}`);
  await client.connect({ host, port, times: straight }, { send: 1000, keep: true });
  await client.connect({ ...service, times: translated }, { send: 1000, keep: true });
  const held = stack.move();
  return { place, client, server, port, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** What was there before the start is on the map, and is counted from then on. */
export function before(sonde: () => Sonde, earlier: () => Earlier): void {
  test('connections from before the start are on the map, and count only what they move afterwards', async () => {
    const { client, server, port } = earlier();
    await eventually('the open connections are on the map', arrivalMs, async () => {
      const { edges } = await sonde().get('/api/topology', routes['GET /api/topology'].reply);
      const edge = edges.find((one) => one.client === identityId(processIdentity(client.name)));
      assert.equal(edge?.server, identityId(processIdentity(server.name)));
      assert.equal(edge?.port, port);
      assert.equal(edge?.l4.openConnections, connections);
    });
    await client.exchange(4000);
    await client.sendDatagrams({ host, port: udpPort, times: 20 }, 500);
    const both = (bytes: number) => ({
      'client sent bytes': bytes,
      'client received bytes': bytes,
      'server sent bytes': bytes,
      'server received bytes': bytes,
    });
    await countsExactly(sonde(), {
      of: [client.name, server.name],
      about: ['connects', 'accepts', 'failures', 'bytes'],
      counts: {
        [between(client.name, server.name, port)]: both(connections * 4000),
        [between(client.name, server.name, udpPort, 'udp')]: both(20 * 500),
      },
    });
  });
}
