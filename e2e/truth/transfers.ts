import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Actor } from '../traffic/actor.ts';
import { type Namespace, namespacePair } from '../traffic/namespaces.ts';
import { Program } from '../traffic/program.ts';
import { type SocketInfo, socketsAtPort } from '../traffic/socket-info.ts';
import { between } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { countsExactly } from '../whole/exact.ts';
import type { Sonde } from '../whole/sonde.ts';

const mebibyte = 1024 ** 2;
const iperfPort = 5201;

/** Bytes are payload, each once, and the same at both ends. */
export function transfers(sonde: () => Sonde): void {
  test('64 MiB up and 16 MiB down', async () => {
    await using pair = await namespacePair('transfer', 4);
    await using server = new Actor('transfer-server.py', pair.far);
    await using client = new Actor('transfer-client.py', pair.near);
    const upPort = await server.serve('0.0.0.0', 'drain');
    await client.connect({ host: pair.farAddress, port: upPort, times: 1 }, { keep: true });
    await client.push(64 * mebibyte);
    const downPort = await server.serve('::', 'hold');
    await client.connect({ host: pair.farAddress6, port: downPort, times: 1 }, { keep: true });
    await Promise.all([server.push(16 * mebibyte), client.pull()]);
    const once = { connects: 1, accepts: 1 };
    await countsExactly(sonde(), {
      of: [client.name, server.name],
      about: ['connects', 'accepts', 'bytes'],
      counts: {
        [between(client.name, server.name, upPort)]: { ...once, 'client sent bytes': 64 * mebibyte, 'server received bytes': 64 * mebibyte },
        [between(client.name, server.name, downPort)]: { ...once, 'client received bytes': 16 * mebibyte, 'server sent bytes': 16 * mebibyte },
      },
    });
  });

  test('iperf3 under way: what ss shows of its sockets', async () => {
    await using pair = await namespacePair('iperf', 5);
    await using server = new Program(['iperf3', '--server', '--port', `${iperfPort}`], { namespace: pair.far.name });
    await eventually('iperf3 listens', 20_000, async () => assert.match(await pair.far.run(['ss', '-tlnH']), new RegExp(`:${iperfPort}\\b`)));
    const flags = ['--client', pair.farAddress, '--port', `${iperfPort}`, '--time', '300', '--bitrate', '100M'];
    await using client = new Program(['iperf3', ...flags], { namespace: pair.near.name });
    await eventually('iperf3 sends', 20_000, async () => assert.ok(total(await socketsAtPort(pair.near, iperfPort)).sentBytes > 20 * mebibyte));
    for (const { handle } of [client, server]) handle.kill('SIGSTOP');
    try {
      const [near, far] = [await atRest(pair.near), await atRest(pair.far)];
      await countsExactly(sonde(), {
        of: ['iperf3'],
        about: ['connects', 'accepts', 'bytes'],
        counts: {
          [between('iperf3', 'iperf3', iperfPort)]: {
            connects: 2,
            accepts: 2,
            'client sent bytes': near.sentBytes,
            'client received bytes': near.receivedBytes,
            'server sent bytes': far.sentBytes,
            'server received bytes': far.receivedBytes,
          },
        },
      });
    } finally {
      for (const { handle } of [client, server]) handle.kill('SIGCONT');
    }
  });
}

function total(sockets: readonly SocketInfo[]): Pick<SocketInfo, 'sentBytes' | 'receivedBytes'> {
  const sum = (key: 'sentBytes' | 'receivedBytes') => sockets.reduce((so, socket) => so + socket[key], 0);
  return { sentBytes: sum('sentBytes'), receivedBytes: sum('receivedBytes') };
}

/** What the sockets have moved, once nothing moves any more: the kernel sends on for a stopped process. */
async function atRest(place: Namespace): Promise<ReturnType<typeof total>> {
  return eventually('the sockets of iperf3 are at rest', 20_000, async () => {
    const before = total(await socketsAtPort(place, iperfPort));
    await delay(500);
    assert.deepEqual(total(await socketsAtPort(place, iperfPort)), before);
    return before;
  });
}
