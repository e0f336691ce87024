import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { collectorCpu, collectorUp } from '#contract/metrics.ts';
import { namespace } from './traffic/namespaces.ts';
import { startNginx } from './traffic/nginx.ts';
import { familyOf, namedIn, residentPeakBytes } from './whole/processes.ts';
import { scraped } from './whole/readings.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

/** Three times the budget of 1 % of a core, for both processes: the figure itself is measured on a quiet machine. */
const mostIdleShare = 0.03;
const mostBytes = { 'sonde-agent': 120 * 1024 ** 2, 'sonde-logs': 110 * 1024 ** 2 };
/** Others on this host, who start and end processes meanwhile, are none of its idle price: of so many looks one has to be in budget. */
const idleLooks = 3;
const idleSeconds = 30;
const loadSeconds = 60;
const settleMs = 15_000;
/** How often the bill may be what the agent takes by itself, or the other way round: it goes by the clock, which runs on while others have the core. */
const billedWithin = 3;

describe('the price of the agent', () => {
  const stack = new AsyncDisposableStack();
  let sonde: Sonde;
  before(async () => {
    sonde = stack.use(await startSonde());
  });
  after(() => stack.disposeAsync());

  const pidOf = (name: keyof typeof mostBytes) => namedIn(familyOf(sonde.up.pid), name).pid;
  const cpuSeconds = (name: keyof typeof mostBytes) => familyOf(pidOf(name)).reduce((sum, one) => sum + one.cpuSeconds, 0);

  /** CPU seconds on the bill so far, of one side. */
  const billed = async (side: 'agent' | 'kernel', of = /^/) => {
    const rows = (await scraped(sonde)).filter(({ name, labels }) => name === collectorCpu.name && labels.side === side && of.test(labels.collector ?? ''));
    return rows.reduce((sum, { value }) => sum + value, 0);
  };

  test('idle: a share of one core', async (t) => {
    const up = (await scraped(sonde)).filter(({ name }) => name === collectorUp.name);
    assert.ok(up.length > 0 && up.every(({ value }) => value === 1), 'every collector is up');
    await delay(settleMs);
    const shares: number[] = [];
    while (shares.length < idleLooks && !shares.some((share) => share <= mostIdleShare)) {
      const before = { agent: cpuSeconds('sonde-agent'), logs: cpuSeconds('sonde-logs') };
      await delay(idleSeconds * 1000);
      const agent = (cpuSeconds('sonde-agent') - before.agent) / idleSeconds;
      const logs = (cpuSeconds('sonde-logs') - before.logs) / idleSeconds;
      t.diagnostic(`idle, with their descendants: sonde-agent ${(agent * 100).toFixed(2)} %, sonde-logs ${(logs * 100).toFixed(2)} % of one core`);
      shares.push(agent + logs);
    }
    assert.ok(Math.min(...shares) <= mostIdleShare, `${shares.map((share) => (share * 100).toFixed(2)).join(', ')} % of one core`);
  });

  test('memory, also after a minute of load, and who pays for the load', async (t) => {
    await using place = await namespace('load');
    await using nginx = await startNginx(place);
    const wrk = ['nice', '-n', '19', 'taskset', '--cpu-list', '0', 'wrk', '--threads', '1', '--connections', '64', '--duration', `${loadSeconds}`];
    const before = cpuSeconds('sonde-agent');
    const billedBefore = { agent: await billed('agent'), l7: await billed('kernel', /^l7$/), all: await billed('kernel') };
    const said = await place.run([...wrk, '--header', 'Connection: close', nginx.url]);
    t.diagnostic(`${/Requests\/sec:.*/.exec(said)?.[0] ?? said}, one connection each`);
    const seconds = cpuSeconds('sonde-agent') - before;
    t.diagnostic(`sonde-agent under this load: ${((seconds / loadSeconds) * 100).toFixed(2)} % of one core`);
    const agent = (await billed('agent')) - billedBefore.agent;
    assert.ok(
      agent >= seconds / billedWithin && agent <= seconds * billedWithin,
      `${agent.toFixed(2)} s are on the bill, the kernel says ${seconds.toFixed(2)} s`,
    );
    const [l7, all] = [(await billed('kernel', /^l7$/)) - billedBefore.l7, (await billed('kernel')) - billedBefore.all];
    t.diagnostic(
      `in the kernel, by the bill: ${((l7 / loadSeconds) * 100).toFixed(2)} % of one core for l7, ${((all / loadSeconds) * 100).toFixed(2)} % for all`,
    );
    assert.ok(l7 > 0 && all > l7, `${l7.toFixed(2)} s in the kernel for l7, ${all.toFixed(2)} s for all`);
    for (const name of ['sonde-agent', 'sonde-logs'] as const) {
      const peak = residentPeakBytes(pidOf(name));
      t.diagnostic(`VmHWM of ${name}: ${(peak / 1024 ** 2).toFixed(1)} MiB`);
      assert.ok(peak <= mostBytes[name], `${name}: ${(peak / 1024 ** 2).toFixed(1)} MiB`);
    }
  });
});
