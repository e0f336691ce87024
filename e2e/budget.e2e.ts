import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { edgesUnnamed, seriesBudget, seriesExposed, tcpConnectFailures, tcpConnects, udpSentBytes } from '#contract/metrics.ts';
import { Actor } from './traffic/actor.ts';
import { namespacePair, type Pair } from './traffic/namespaces.ts';
import type { Sample } from './whole/counted.ts';
import { eventually } from './whole/eventually.ts';
import { arrivalMs, nextNumbersMs } from './whole/exact.ts';
import { gained, scraped } from './whole/readings.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

/** Room for some 370 edges. */
const budget = 6000;
const edges = 900;
const noRoute = '192.0.2.1';
/** Of the internet, as Sonde sees it, and thrown away at the far end of the cable. */
const faraway = '198.51.100.1';
const firstPort = 3000;
/** Longer than an edge may idle before it gives up its name, by a sweep. */
const idleMs = 306_000;

const sum = (samples: readonly Sample[]) => samples.reduce((total, { value }) => total + value, 0);

/**
 * What is counted in `other` has lost its names. So the sums are of things that these tests alone do on this host:
 * connects without a route, and datagrams to the internet.
 */
describe('more edges than the series budget has room for', () => {
  const stack = new AsyncDisposableStack();
  let sonde: Sonde;
  let pair: Pair;
  let client: Actor;
  const truth = { unreachable: 0, internetBytes: 0 };

  before(async () => {
    sonde = stack.use(await startSonde({ flags: ['--series-budget', `${budget}`] }));
    pair = stack.use(await namespacePair('budget', 40));
    await pair.near.run(['ip', 'route', 'add', '198.51.100.0/24', 'via', pair.farAddress]);
    await pair.far.filter('add table inet test; add chain inet test in { type filter hook prerouting priority -300; policy drop; }');
    await pair.near.run(['ip', 'neighbour', 'add', pair.farAddress, 'lladdr', '02:00:00:00:00:01', 'dev', 'cable']);
    client = stack.use(new Actor('budget-client.py', pair.near));
  });
  after(() => stack.disposeAsync());

  /** On each of these ports, once by TCP and once by UDP. */
  async function use(from: number, ports: number, times: number): Promise<void> {
    for (let port = from; port < from + ports; port += 1) await client.connect({ host: noRoute, port, times });
    await client.spray({ host: faraway, port: from, times }, ports, 100);
    truth.unreachable += ports * times;
    truth.internetBytes += ports * times * 100;
  }

  async function sumsAreExact(): Promise<void> {
    const check = async () => {
      const failures = await gained(sonde, `${tcpConnectFailures.name}{reason="unreachable"}`);
      const bytes = await gained(sonde, `${udpSentBytes.name}{traffic="internet"}`);
      assert.deepEqual({ unreachable: sum(failures), internetBytes: sum(bytes) }, truth);
    };
    await eventually('the sums over all series', arrivalMs, check);
    await delay(nextNumbersMs);
    await check();
  }

  /** Ports of the test's edges that have series of their own now. */
  async function namedPorts(): Promise<Set<string>> {
    const named = (await scraped(sonde)).filter(({ name, labels }) => name === tcpConnects.name && labels.client === client.name);
    return new Set(named.map(({ labels }) => labels.server_port ?? ''));
  }

  test('sums are exact while edges without a name are counted in `other`', async () => {
    await use(firstPort, edges, 3);
    await sumsAreExact();
    const samples = await scraped(sonde);
    const value = (name: string) => samples.find((sample) => sample.name === name)?.value ?? Number.NaN;
    assert.equal(value(seriesBudget.name), budget);
    assert.ok(value(seriesExposed.name) <= budget, `${value(seriesExposed.name)} series are within the budget`);
    assert.ok(value(edgesUnnamed.name) > 0, 'some edges have no name');
    const { size } = await namedPorts();
    assert.ok(size > 0 && size < edges, `${size} of ${edges} edges have a name`);
  });

  test('sums are exact when idle edges have lost their names to others', async () => {
    const before = await namedPorts();
    await delay(idleMs);
    await use(firstPort + edges / 3, edges, 4);
    await sumsAreExact();
    const after = await namedPorts();
    assert.ok(before.difference(after).size > 0, 'edges have gone into `other`');
    assert.ok(after.difference(before).size > 0, 'edges have come out of it');
  });
});
