import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { identityId, otherIdentity } from '#contract/identity.ts';
import { edgesNamed, edgesUnnamed, seriesBudget, seriesExposed, tcpConnectFailures, udpSentBytes } from '#contract/metrics.ts';
import { routes } from '#contract/routes.ts';
import { Actor } from './traffic/actor.ts';
import { namespace, namespacePair } from './traffic/namespaces.ts';
import { countedByApi, processIdentity, type Sample } from './whole/counted.ts';
import { eventually } from './whole/eventually.ts';
import { arrivalMs, nextNumbersMs } from './whole/exact.ts';
import { gained, scraped } from './whole/readings.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

/** Room for some 300 edges. */
const budget = 10_000;
const scrapeSeconds = 1;
const minuteMs = 60_000;
/** The scrapes after which an edge is idle, one sweep that looks a last time, and a little. */
const idleMs = 60 * scrapeSeconds * 1000 + 7000;
const ports = 450;
/** Of the internet, as Sonde sees it, and thrown away at the far end of the cable. */
const faraway = '198.51.100.1';
const firstPort = 3000;
/** Used once each, and never again. */
const firstPortOfOnce = 2000;
const detailsAtOnce = 8;
const mostRounds = 40;

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const valuesOf = (samples: readonly Sample[]) => samples.map(({ value }) => value);

async function portlessOn(sonde: Sonde, id: string, window: string): Promise<number> {
  const detail = await sonde.get(`/api/edges/${id}?${window}`, routes['GET /api/edges/:id'].reply);
  return countedByApi(id, detail)[id]?.['failures other'] ?? 0;
}

/** Connects that failed on their own host, as the API counts them on all edges of this client and on `other`. It names no kind of bytes. */
async function portlessInApi(sonde: Sonde, client: string): Promise<number> {
  const window = `from=${sonde.up.startedAt.toISOString()}`;
  const { edges } = await sonde.get(`/api/topology?${window}`, routes['GET /api/topology'].reply);
  const clients = [identityId(processIdentity(client)), identityId(otherIdentity)];
  const ids = edges.filter((edge) => !edge.light && clients.includes(edge.client) && edge.transport === 'tcp').map(({ id }) => id);
  const failures: number[] = [];
  for (let at = 0; at < ids.length; at += detailsAtOnce)
    failures.push(...(await Promise.all(ids.slice(at, at + detailsAtOnce).map((id) => portlessOn(sonde, id, window)))));
  return sum(failures);
}

/**
 * What is counted in `other` has lost its names. So the sums are of things that this test alone does on the host:
 * connects that fail for want of a source port, and datagrams to the internet.
 */
class Crowd implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly sonde: Sonde;
  readonly #connecting: Actor;
  readonly #sending: Actor;
  readonly #truth = { portless: 0, internetBytes: 0 };
  #lastUse = Date.now();

  static async start(): Promise<Crowd> {
    await using stack = new AsyncDisposableStack();
    const sonde = stack.use(await startSonde({ flags: ['--series-budget', `${budget}`, '--scrape-interval-seconds', `${scrapeSeconds}`] }));
    const portless = stack.use(await namespace('budget'));
    await portless.run(['sh', '-c', 'cd /proc/sys/net/ipv4; echo 20000 20001 > ip_local_port_range; echo 20000-20001 > ip_local_reserved_ports']);
    const pair = stack.use(await namespacePair('budget', 40));
    await pair.near.run(['ip', 'route', 'add', '198.51.100.0/24', 'via', pair.farAddress]);
    await pair.far.filter('add table ip test; add chain ip test in { type filter hook prerouting priority 0; policy drop; }');
    const connecting = stack.use(new Actor('budget-connects.py', portless));
    const sending = stack.use(new Actor('budget-sends.py', pair.near));
    return new Crowd(stack.move(), sonde, connecting, sending);
  }

  constructor(stack: AsyncDisposableStack, sonde: Sonde, connecting: Actor, sending: Actor) {
    this.#stack = stack;
    this.sonde = sonde;
    this.#connecting = connecting;
    this.#sending = sending;
  }

  /** Each of these ports, by TCP and by UDP. */
  async use(from: number, times: number): Promise<void> {
    assert.deepEqual(await this.#connecting.connectTogether({ host: '127.0.0.1', port: from, times }, 0, ports), { EADDRNOTAVAIL: ports * times });
    await this.#sending.spray({ host: faraway, port: from, times }, ports, 100);
    this.#lastUse = Date.now();
    this.#truth.portless += ports * times;
    this.#truth.internetBytes += ports * times * 100;
  }

  /** Round after round, because a sweep names a part of what it sees. */
  async useUntil(what: string, from: number, isTrue: () => Promise<boolean>): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      await this.use(from, 1);
      await delay(2 * scrapeSeconds * 1000);
      if (await isTrue()) return;
    }
    assert.fail(`after ${mostRounds} rounds it is not true that ${what}`);
  }

  /** A metric without labels, as the agent tells it now. */
  async exposed(name: string): Promise<number> {
    return (await scraped(this.sonde)).find((sample) => sample.name === name)?.value ?? Number.NaN;
  }

  async fallsIdle(): Promise<void> {
    await delay(Math.max(0, this.#lastUse + idleMs - Date.now()));
  }

  /** How often each of its ports was tried from one on, as the API tells of the edges that are light and of those that are not. */
  async tried(from: number): Promise<{ readonly light: readonly number[]; readonly others: readonly number[] }> {
    // What is told by the minute belongs to a window that begins with a minute.
    const window = `from=${new Date(Math.floor(this.sonde.up.startedAt.getTime() / minuteMs) * minuteMs).toISOString()}`;
    const { edges } = await this.sonde.get(`/api/topology?${window}`, routes['GET /api/topology'].reply);
    const client = identityId(processIdentity(this.#connecting.name));
    const mine = edges.filter((edge) => edge.client === client && edge.transport === 'tcp' && edge.port >= from && edge.port < from + ports);
    const counts = new Map<string, number>();
    const count = async (id: string) => counts.set(id, await portlessOn(this.sonde, id, window));
    for (let at = 0; at < mine.length; at += detailsAtOnce) await Promise.all(mine.slice(at, at + detailsAtOnce).map(({ id }) => count(id)));
    const of = (light: boolean) => mine.filter((edge) => edge.light === light).map(({ id }) => counts.get(id) ?? 0);
    return { light: of(true), others: of(false) };
  }

  async sumsAreExact(): Promise<void> {
    const inPrometheus = async () => {
      const failures = await gained(this.sonde, `${tcpConnectFailures.name}{reason="other"}`);
      const bytes = await gained(this.sonde, `${udpSentBytes.name}{traffic="internet"}`);
      assert.deepEqual({ portless: sum(valuesOf(failures)), internetBytes: sum(valuesOf(bytes)) }, this.#truth);
    };
    const inApi = async () => assert.equal(await portlessInApi(this.sonde, this.#connecting.name), this.#truth.portless);
    await eventually('the sums over all series', arrivalMs, inPrometheus);
    await eventually('the sums over all edges of the API', arrivalMs, inApi);
    await delay(nextNumbersMs);
    await inPrometheus();
  }

  /** Its edges that have series of their own now. */
  async named(): Promise<Set<string>> {
    const clients = [this.#connecting.name, this.#sending.name];
    const series = (await scraped(this.sonde)).filter(({ labels: { client = '' } }) => clients.includes(client));
    return new Set(series.map(({ labels }) => `${labels.client}:${labels.server_port}`));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

describe('more edges than the series budget has room for', () => {
  let started: Crowd | undefined;
  const crowd = () => started ?? assert.fail('Sonde did not start');
  before(async () => {
    started = await Crowd.start();
  });
  after(() => started?.[Symbol.asyncDispose]());

  test('sums are exact while edges without a name are counted in `other`', async () => {
    await crowd().use(firstPortOfOnce, 1);
    let before = -1;
    await crowd().useUntil('no more edges get names', firstPort, async () => {
      const last = before;
      before = await crowd().exposed(edgesNamed.name);
      return before === last && (await crowd().named()).size > 0;
    });
    await crowd().sumsAreExact();
    const series = await crowd().exposed(seriesExposed.name);
    assert.equal(await crowd().exposed(seriesBudget.name), budget);
    assert.ok(series <= budget, `${series} series are within the budget`);
    assert.ok((await crowd().exposed(edgesUnnamed.name)) > 0, 'some edges have no name');
    const { size } = await crowd().named();
    assert.ok(size > 0 && size < 2 * ports, `${size} of ${2 * ports} edges have a name`);
  });

  test('sums are exact when idle edges have lost their names to others', async () => {
    const earlier = await crowd().named();
    await crowd().fallsIdle();
    await crowd().useUntil('edges have gone into `other`, and others have come out of it', firstPort + ports / 3, async () => {
      const later = await crowd().named();
      return earlier.difference(later).size > 0 && later.difference(earlier).size > 0;
    });
    await crowd().sumsAreExact();
  });

  // By now the minute of the first round is long over.
  test('what edges did while they had no name is told of each by itself, and the map has them as light ones', async () => {
    const told = async () => {
      const { light, others } = await crowd().tried(firstPortOfOnce);
      assert.deepEqual([...light, ...others], new Array(ports).fill(1));
      assert.ok(light.length > ports / 4, `${light.length} of ${ports} are light`);
    };
    await eventually('each edge, with what it did', arrivalMs, told);
  });
});
