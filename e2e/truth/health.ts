import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tcpResets, tcpRtt } from '#contract/metrics.ts';
import { Actor } from '../traffic/actor.ts';
import { retransmittedSegments } from '../traffic/kernel-counters.ts';
import { namespace, namespacePair } from '../traffic/namespaces.ts';
import { socketsAtPort } from '../traffic/socket-info.ts';
import { between } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import { edgeInApi, gained, scraped } from '../whole/readings.ts';
import type { Sonde } from '../whole/sonde.ts';

const mebibyte = 1024 ** 2;
const lossPercents = [1, 3, 5];

/** What is wrong with a connection is what the kernel says is. */
export function health(sonde: () => Sonde): void {
  for (const [at, percent] of lossPercents.entries()) {
    test(`segments sent again under ${percent} % loss: RetransSegs of both namespaces`, async () => {
      await using pair = await namespacePair(`loss-${percent}`, 10 + at);
      await using server = new Actor(`loss-server-${percent}.py`, pair.far);
      await using client = new Actor(`loss-client-${percent}.py`, pair.near);
      const port = await server.serve('0.0.0.0', 'echo');
      for (const { filter } of [pair.near, pair.far])
        await filter(
          `add table inet test; add chain inet test in { type filter hook prerouting priority 0; }; add rule inet test in meta l4proto tcp numgen random mod 100 < ${percent} drop`,
        );
      await client.connect({ host: pair.farAddress, port, times: 20 }, { keep: true });
      await client.exchange(mebibyte / 2);
      await client.close();
      // The last FINs may have been lost as well.
      const atRest = async () => assert.equal((await pair.far.run(['ss', '-tnHO', 'state', 'connected', 'exclude', 'time-wait'])).trim(), '');
      await eventually('every connection of the server has ended', arrivalMs, atRest);
      const [near, far] = [await retransmittedSegments(pair.near), await retransmittedSegments(pair.far)];
      assert.ok(near > 0 && far > 0, 'segments were lost both ways');
      await countsExactly(sonde(), {
        of: [client.name, server.name],
        about: ['retransmits', 'connects', 'accepts'],
        counts: { [between(client.name, server.name, port)]: { connects: 20, accepts: 20, 'client retransmits': near, 'server retransmits': far } },
      });
    });
  }

  test('the round-trip time of an idle connection: what ss shows', async () => {
    await using pair = await namespacePair('rtt', 20);
    await using server = new Actor('rtt-server.py', pair.far);
    await using client = new Actor('rtt-client.py', pair.near);
    const port = await server.serve('0.0.0.0', 'echo');
    await client.connect({ host: pair.farAddress, port, times: 1 }, { send: 100, keep: true });
    const shown = async (end: 'client' | 'server', kind: 'sum' | 'count') =>
      (await gained(sonde(), `${tcpRtt.name}_${kind}{client="${client.name}",server="${server.name}",observed="${end}"}`)).map(({ value }) => value);
    for (const [end, place] of [['client', pair.near] as const, ['server', pair.far] as const]) {
      await eventually(`one round-trip time at the ${end}`, arrivalMs, async () => assert.deepEqual(await shown(end, 'count'), [1]));
      const sockets = await socketsAtPort(place, port);
      assert.equal(sockets.length, 1);
      const [sum = Number.NaN] = await shown(end, 'sum');
      assert.equal(Math.round(sum * 1e6), Math.round((sockets[0]?.rttSeconds ?? 0) * 1e6), `microseconds at the ${end}`);
    }
    // The API tells of the client's end: the bucket, of which it names the middle, and the jitter exactly.
    const [{ rttSeconds = 0, rttVariationSeconds = 0 } = {}] = await socketsAtPort(pair.near, port);
    const above = tcpRtt.buckets.findIndex((bound) => rttSeconds <= bound);
    const [low = 0, high = Number.NaN] = [tcpRtt.buckets[above - 1], tcpRtt.buckets[above]];
    await eventually('the round-trip time from the API', arrivalMs, async () => {
      const { rtt, edge } = await edgeInApi(sonde(), client.name);
      const jitterUs = Math.round((rtt?.jitterSeconds ?? 0) * 1e6);
      assert.deepEqual([rtt?.samples, jitterUs], [1, Math.round(rttVariationSeconds * 1e6)]);
      assert.deepEqual([rtt?.p50Seconds, edge.l4.rttP50Seconds], [(low + high) / 2, (low + high) / 2], `${rttSeconds} s is in it`);
    });
  });

  resets(sonde);
}

function resets(sonde: () => Sonde): void {
  for (const [how, words, reason] of [['linger', 'SO_LINGER 0', 'tcp_state'] as const, ['unread', 'data unread', 'tcp_abort_on_close'] as const]) {
    test(`25 connections closed with ${words}: each reset sent once and received once, with its reason`, async () => {
      await using place = await namespace(`reset-${how}`);
      await using server = new Actor(`reset-server-${how}.py`, place);
      await using client = new Actor(`reset-client-${how}.py`, place);
      const port = await server.serve('127.0.0.1', 'echo');
      await client.reset({ host: '127.0.0.1', port, times: 25 }, how);
      await countsExactly(sonde(), {
        of: [client.name, server.name],
        about: ['connects', 'accepts', 'failures', 'resets'],
        counts: { [between(client.name, server.name, port)]: { connects: 25, accepts: 25, 'client sent resets': 25, 'server received resets': 25 } },
      });
      const resets = (await scraped(sonde())).filter(({ name, labels, value }) => name === tcpResets.name && labels.client === client.name && value > 0);
      assert.deepEqual(resets.map(({ labels, value }) => `${labels.observed} ${labels.direction} ${labels.reason} ${value}`).sort(), [
        `client sent ${reason} 25`,
        'server received while_established 25',
      ]);
    });
  }
}
