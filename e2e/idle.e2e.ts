import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { collectorUp } from '#contract/metrics.ts';
import { namespace } from './traffic/namespaces.ts';
import { startNginx } from './traffic/nginx.ts';
import { familyOf, namedIn, residentPeakBytes } from './whole/processes.ts';
import { scraped } from './whole/readings.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

/** Three times the budget of 1 % of a core: the figure itself is measured on a quiet machine. */
const mostIdleShare = 0.03;
const mostBytes = 120 * 1024 ** 2;
const idleSeconds = 30;
const loadSeconds = 60;
const settleMs = 15_000;

describe('the price of the agent', () => {
  const stack = new AsyncDisposableStack();
  let sonde: Sonde;
  before(async () => {
    sonde = stack.use(await startSonde());
  });
  after(() => stack.disposeAsync());

  const agent = () => namedIn(familyOf(sonde.up.pid), 'sonde-agent').pid;
  const cpuSeconds = () => familyOf(agent()).reduce((sum, one) => sum + one.cpuSeconds, 0);

  test('idle: a share of one core', async (t) => {
    const up = (await scraped(sonde)).filter(({ name }) => name === collectorUp.name);
    assert.ok(up.length > 0 && up.every(({ value }) => value === 1), 'every collector is up');
    await delay(settleMs);
    const before = cpuSeconds();
    await delay(idleSeconds * 1000);
    const share = (cpuSeconds() - before) / idleSeconds;
    t.diagnostic(`sonde-agent and its descendants, idle: ${(share * 100).toFixed(2)} % of one core`);
    assert.ok(share <= mostIdleShare, `${(share * 100).toFixed(2)} % of one core`);
  });

  test('memory, also after a minute of load', async (t) => {
    await using place = await namespace('load');
    await using nginx = await startNginx(place);
    const wrk = ['taskset', '--cpu-list', '0', 'wrk', '--threads', '1', '--connections', '64', '--duration', `${loadSeconds}`];
    const before = cpuSeconds();
    const said = await place.run([...wrk, '--header', 'Connection: close', nginx.url]);
    t.diagnostic(`${/Requests\/sec:.*/.exec(said)?.[0] ?? said}, one connection each`);
    t.diagnostic(`sonde-agent under this load: ${(((cpuSeconds() - before) / loadSeconds) * 100).toFixed(2)} % of one core`);
    const peak = residentPeakBytes(agent());
    t.diagnostic(`VmHWM of sonde-agent: ${(peak / 1024 ** 2).toFixed(1)} MiB`);
    assert.ok(peak <= mostBytes, `${(peak / 1024 ** 2).toFixed(1)} MiB`);
  });
});
