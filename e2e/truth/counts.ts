import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Actor } from '../traffic/actor.ts';
import { sentResets } from '../traffic/kernel-counters.ts';
import { namespace } from '../traffic/namespaces.ts';
import { between } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import { onMetrics } from '../whole/readings.ts';
import type { Sonde } from '../whole/sonde.ts';

const times = 1000;
const bytesEach = 10;
const udpPort = 7010;

const families = [
  { family: 'IPv4', listen: '127.0.0.1', host: '127.0.0.1' },
  { family: 'IPv6', listen: '::1', host: '::1' },
  { family: 'IPv4 in IPv6 sockets', listen: '::', host: '::ffff:127.0.0.1' },
];

const connectionsCounted = {
  connects: times,
  accepts: times,
  'client sent bytes': times * bytesEach,
  'client received bytes': times * bytesEach,
  'server sent bytes': times * bytesEach,
  'server received bytes': times * bytesEach,
};

/** What succeeds is counted once at each end. A busy host may send a segment again, and reset it where its connection has gone. */
export function counts(sonde: () => Sonde): void {
  for (const [at, { family, listen, host }] of families.entries()) {
    test(`1,000 connections each way over ${family}`, async () => {
      await using place = await namespace(`counts-${at}`);
      await using one = new Actor(`first-of-${at}.py`, place);
      await using other = new Actor(`second-of-${at}.py`, place);
      const portOfOne = await one.serve(listen, 'echo');
      const portOfOther = await other.serve(listen, 'echo');
      assert.deepEqual(await one.connect({ host, port: portOfOther, times }, { send: bytesEach }), { established: times });
      assert.deepEqual(await other.connect({ host, port: portOfOne, times }, { send: bytesEach }), { established: times });
      await countsExactly(sonde(), {
        of: [one.name, other.name],
        about: ['connects', 'accepts', 'failures', 'bytes'],
        counts: {
          [between(one.name, other.name, portOfOther)]: connectionsCounted,
          [between(other.name, one.name, portOfOne)]: connectionsCounted,
        },
      });
      await eventually('as many resets as the kernel has sent', arrivalMs, async () => {
        const counted = Object.values(await onMetrics(sonde(), [one.name, other.name])).flatMap(Object.entries<number>);
        const sent = counted.filter(([word]) => word.endsWith(' sent resets')).reduce((sum, [, count]) => sum + count, 0);
        assert.equal(sent, await sentResets(place));
      });
    });
  }

  for (const [at, { family, listen, host }] of families.entries()) {
    test(`UDP datagrams over ${family}`, async () => {
      await using place = await namespace(`udp-${at}`);
      await using server = new Actor(`udp-server-${at}.py`, place);
      await using client = new Actor(`udp-client-${at}.py`, place);
      await server.serveDatagrams(listen, udpPort);
      await client.sendDatagrams({ host, port: udpPort, times: 300 }, 1200);
      const bytes = { 'client sent bytes': 360_000, 'client received bytes': 360_000, 'server sent bytes': 360_000, 'server received bytes': 360_000 };
      const packets = { 'client sent packets': 300, 'client received packets': 300, 'server sent packets': 300, 'server received packets': 300 };
      await countsExactly(sonde(), {
        of: [client.name, server.name],
        about: ['bytes', 'packets'],
        counts: { [between(client.name, server.name, udpPort, 'udp')]: { ...bytes, ...packets } },
      });
    });
  }
}
