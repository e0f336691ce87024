import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { edgesUnnamed, seriesBudget, seriesExposed, tcpConnectFailures, udpSentBytes } from '#contract/metrics.ts';
import { Actor } from './traffic/actor.ts';
import { namespace, namespacePair } from './traffic/namespaces.ts';
import type { Sample } from './whole/counted.ts';
import { eventually } from './whole/eventually.ts';
import { arrivalMs, nextNumbersMs } from './whole/exact.ts';
import { gained, scraped } from './whole/readings.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

/** Room for some 370 edges. */
const budget = 6000;
const ports = 450;
/** Of the internet, as Sonde sees it, and thrown away at the far end of the cable. */
const faraway = '198.51.100.1';
const firstPort = 3000;

const sum = (samples: readonly Sample[]) => samples.reduce((total, { value }) => total + value, 0);

/**
 * What is counted in `other` has lost its names. So the sums are of things that this test alone does on the host:
 * connects that fail for want of a source port, and datagrams to the internet.
 */
describe('more edges than the series budget has room for', () => {
  const stack = new AsyncDisposableStack();
  let sonde: Sonde;
  let connecting: Actor;
  let sending: Actor;
  const truth = { portless: 0, internetBytes: 0 };

  before(async () => {
    sonde = stack.use(await startSonde({ flags: ['--series-budget', `${budget}`] }));
    const portless = stack.use(await namespace('budget'));
    await portless.run(['sh', '-c', 'cd /proc/sys/net/ipv4; echo 20000 20001 > ip_local_port_range; echo 20000-20001 > ip_local_reserved_ports']);
    const pair = stack.use(await namespacePair('budget', 40));
    await pair.near.run(['ip', 'route', 'add', '198.51.100.0/24', 'via', pair.farAddress]);
    await pair.far.filter('add table ip test; add chain ip test in { type filter hook prerouting priority 0; policy drop; }');
    connecting = stack.use(new Actor('budget-connects.py', portless));
    sending = stack.use(new Actor('budget-sends.py', pair.near));
  });
  after(() => stack.disposeAsync());

  /** Each of these ports, by TCP and by UDP. */
  async function use(from: number, times: number): Promise<void> {
    assert.deepEqual(await connecting.connectTogether({ host: '127.0.0.1', port: from, times }, 0, ports), { EADDRNOTAVAIL: ports * times });
    await sending.spray({ host: faraway, port: from, times }, ports, 100);
    truth.portless += ports * times;
    truth.internetBytes += ports * times * 100;
  }

  async function sumsAreExact(): Promise<void> {
    const check = async () => {
      const failures = await gained(sonde, `${tcpConnectFailures.name}{reason="other"}`);
      const bytes = await gained(sonde, `${udpSentBytes.name}{traffic="internet"}`);
      assert.deepEqual({ portless: sum(failures), internetBytes: sum(bytes) }, truth);
    };
    await eventually('the sums over all series', arrivalMs, check);
    await delay(nextNumbersMs);
    await check();
  }

  /** The test's edges that have series of their own now. */
  async function namedEdges(): Promise<Set<string>> {
    const named = (await scraped(sonde)).filter(({ labels: { client } }) => client === connecting.name || client === sending.name);
    return new Set(named.map(({ labels }) => `${labels.client}:${labels.server_port}`));
  }

  test('sums are exact while edges without a name are counted in `other`', async () => {
    await use(firstPort, 3);
    await sumsAreExact();
    const samples = await scraped(sonde);
    const value = (name: string) => samples.find((sample) => sample.name === name)?.value ?? Number.NaN;
    assert.equal(value(seriesBudget.name), budget);
    assert.ok(value(seriesExposed.name) <= budget, `${value(seriesExposed.name)} series are within the budget`);
    assert.ok(value(edgesUnnamed.name) > 0, 'some edges have no name');
    const { size } = await namedEdges();
    assert.ok(size > 0 && size < 2 * ports, `${size} of ${2 * ports} edges have a name`);
  });
});
