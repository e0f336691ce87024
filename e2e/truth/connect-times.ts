import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tcpConnectTime } from '#contract/metrics.ts';
import { Actor } from '../traffic/actor.ts';
import { namespacePair } from '../traffic/namespaces.ts';
import type { Sample } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs } from '../whole/exact.ts';
import { edgeInApi, gained, scraped } from '../whole/readings.ts';
import type { Sonde } from '../whole/sonde.ts';

const times = 5;
/** After which the kernel sends a SYN again (TCP_TIMEOUT_INIT). */
const retrySeconds = 1;
/** Its timers count in jiffies. */
const toleranceSeconds = 0.01;
const longest = tcpConnectTime.buckets.at(-1) ?? Number.NaN;

const readings: readonly (readonly [place: string, read: (sonde: Sonde, client: string) => Promise<readonly Sample[]>])[] = [
  ['on /metrics', async (sonde, client) => (await scraped(sonde)).filter(({ labels }) => labels.client === client)],
  ['in Prometheus', (sonde, client) => gained(sonde, `{__name__=~"${tcpConnectTime.name}_(bucket|sum)",client="${client}"}`)],
];

/** The time of a connect is what passed between its first SYN and the handshake's end. */
export function connectTimes(sonde: () => Sonde): void {
  test('connects whose first SYN is lost take as long as the kernel waits before the next', async () => {
    await using pair = await namespacePair('connect-times', 21);
    await using server = new Actor('connect-times-server.py', pair.far);
    await using client = new Actor('connect-times-client.py', pair.near);
    const port = await server.serve('0.0.0.0', 'echo');
    const target = { host: pair.farAddress, port, times };
    const began = performance.now();
    assert.deepEqual(await client.connect(target), { established: times });
    const firstOfEach = `tcp dport ${port} tcp flags & (syn | ack) == syn numgen inc mod ${2 * times} < ${times} drop`;
    await pair.far.filter(`add table inet test; add chain inet test in { type filter hook input priority 0; }; add rule inet test in ${firstOfEach}`);
    assert.deepEqual(await client.connectTogether(target, 20), { established: times });
    const most = (2 * times * (performance.now() - began)) / 1000;

    for (const [place, read] of readings) {
      await eventually(`the times ${place}`, arrivalMs, async () => {
        const samples = await read(sonde(), client.name);
        const buckets = samples.filter(({ name }) => name === `${tcpConnectTime.name}_bucket`);
        const upTo = (le: string) => buckets.filter(({ labels }) => labels.le === le).map(({ labels, value }) => [labels.observed, value]);
        assert.deepEqual([upTo(`${longest}`), upTo('+Inf')], [[['client', times]], [['client', 2 * times]]]);
        const [sum, ...more] = samples.filter(({ name }) => name === `${tcpConnectTime.name}_sum`);
        assert.deepEqual(more, []);
        assert.ok(sum !== undefined && sum.value >= times * (retrySeconds - toleranceSeconds) && sum.value <= most, `${sum?.value} s of at most ${most}`);
      });
    }
    await eventually('the times from the API', arrivalMs, async () => {
      const { connectTime } = await edgeInApi(sonde(), client.name);
      assert.equal(connectTime?.samples, 2 * times);
      assert.ok((connectTime.p99Seconds ?? 0) >= longest, `${connectTime.p99Seconds} s`);
    });
  });
}
