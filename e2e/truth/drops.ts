import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interfaceDroppedPackets, tcpListenDrops } from '#contract/drop-metrics.ts';
import { Actor } from '../traffic/actor.ts';
import { fullBuffers, listenDrops } from '../traffic/kernel-counters.ts';
import { namespacePair } from '../traffic/namespaces.ts';
import { between, edgeText, processIdentity } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import { gained } from '../whole/readings.ts';
import { nodeName, type Sonde } from '../whole/sonde.ts';

const datagrams = 400;
const port = 7050;
/** And the end at which it is counted: before the route is known, that of who sent it. */
const firewalls = [['input', 'server'] as const, ['prerouting', 'client'] as const];

/** What the kernel drops is on the edge of whom it belonged to, with the kernel's reason. */
export function drops(sonde: () => Sonde): void {
  for (const [at, [hook, end]] of firewalls.entries()) {
    test(`datagrams that a firewall drops at its hook ${hook}`, async () => {
      await using pair = await namespacePair(`dropped-${hook}`, 40 + at);
      await using server = new Actor(`dropped-server-${hook}.py`, pair.far);
      await using client = new Actor(`dropped-client-${hook}.py`, pair.near);
      await server.serveDatagrams('0.0.0.0', port);
      await pair.far.filter(`add table inet t; add chain inet t in { type filter hook ${hook} priority 0; }; add rule inet t in udp dport ${port} drop`);
      await client.spray({ host: pair.farAddress, port, times: datagrams }, 1, 100);
      await countsExactly(sonde(), {
        of: [client.name, server.name],
        about: ['drops', 'packets'],
        counts: { [between(client.name, server.name, port, 'udp')]: { 'client sent packets': datagrams, [`${end} drops netfilter_drop`]: datagrams } },
      });
    });
  }

  test('datagrams for which the receiver has no room: RcvbufErrors of its namespace', async () => {
    await using pair = await namespacePair('full', 42);
    await using server = new Actor('full-server.py', pair.far);
    await using client = new Actor('full-client.py', pair.near);
    await server.ignore('0.0.0.0', port, 'udp');
    await client.spray({ host: pair.farAddress, port, times: datagrams }, 1, 1000);
    const dropped = await fullBuffers(pair.far);
    assert.ok(dropped > 0, 'its buffer was full');
    await countsExactly(sonde(), {
      of: [client.name, server.name],
      about: ['drops', 'packets'],
      counts: {
        [between(client.name, server.name, port, 'udp')]: {
          'client sent packets': datagrams,
          'server received packets': datagrams,
          'server drops socket_rcvbuff': dropped,
        },
      },
    });
  });

  test('datagrams and connects to a port that nobody has: the host’s', async () => {
    await using pair = await namespacePair('nobody', 43);
    await using client = new Actor('nobody-client.py', pair.near);
    await using listener = new Actor('nobody-listener.py', pair.far);
    await listener.serve('0.0.0.0', 'echo');
    await client.spray({ host: pair.farAddress, port, times: datagrams }, 1, 100);
    assert.deepEqual(await client.connect({ host: pair.farAddress, port: port + 1, times: 50 }), { ECONNREFUSED: 50 });
    const server = { kind: 'host', name: nodeName, namespace: '' } as const;
    const toHost = (at: number, transport: 'tcp' | 'udp') => edgeText({ client: processIdentity(client.name), server, port: at, transport });
    await countsExactly(sonde(), {
      of: [client.name],
      about: ['drops'],
      counts: { [toHost(port, 'udp')]: { 'server drops no_socket': datagrams }, [toHost(port + 1, 'tcp')]: { 'server drops no_socket': 50 } },
    });
  });

  withoutAnEdge(sonde);
}

function withoutAnEdge(sonde: () => Sonde): void {
  const counts = (selector: string, expected: number) =>
    eventually(selector, arrivalMs, async () => {
      const inPrometheus = await gained(sonde(), selector);
      assert.deepEqual(
        inPrometheus.map(({ value }) => value),
        [expected],
      );
    });

  test('datagrams that nobody known sent, to nobody known: the interface’s', async () => {
    await using pair = await namespacePair('forged', 45);
    await using stranger = new Actor('forged-stranger.py', pair.near);
    await pair.far.run(['ip', 'link', 'set', 'cable', 'down', 'name', 'forged0']);
    await pair.far.run(['ip', 'link', 'set', 'forged0', 'up']);
    await pair.far.filter(`add table inet t; add chain inet t in { type filter hook input priority 0; }; add rule inet t in udp dport ${port} drop`);
    await stranger.forge({ host: pair.farAddress, port, times: datagrams }, '10.77.45.99');
    await counts(`${interfaceDroppedPackets.name}{device="forged0",netns="other",reason="netfilter_drop"}`, datagrams);
  });

  test('a listener that accepts too slowly: ListenDrops of its namespace', async () => {
    await using pair = await namespacePair('slow', 44);
    await using server = new Actor('slow-server.py', pair.far);
    await using client = new Actor('slow-client.py', pair.near);
    await server.ignore('0.0.0.0', port, 'tcp');
    await client.connectTogether({ host: pair.farAddress, port, times: 20 }, 3);
    const dropped = await listenDrops(pair.far);
    assert.ok(dropped > 0, 'its queue was full');
    await counts(`${tcpListenDrops.name}{server="${server.name}",server_kind="process",server_port="${port}"}`, dropped);
  });
}
