import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { oomKills } from '#contract/kernel-metrics.ts';
import { tcpConnectFailures } from '#contract/metrics.ts';
import { routes } from '#contract/routes.ts';
import { Actor } from '../traffic/actor.ts';
import { namespace } from '../traffic/namespaces.ts';
import { Program } from '../traffic/program.ts';
import type { Sonde } from '../whole/sonde.ts';
import { smallCgroup } from './cgroup.ts';
import { type Load, lostOf } from './loads.ts';
import { onAgent, type Part, sum } from './parts.ts';

/** A ring has room for some 160 kills. */
const kills = 220;
const atOnce = 2;
const limitBytes = 4 << 20;

/** Of fifty in a second the kernel tells one by one; a ring of 64 KiB has room for some 900 of those. */
const seconds = 24;
const perBurst = 20;
const burstsPerSecond = 4;

/** What is counted, each once, and told one by one as well, of which a ring has no room for all. */
export interface EventLoad extends Load {
  readonly untold: Part;
  /** Which events those are. All that are told and untold are as many as are counted; of a sample they are fewer. */
  readonly told: { readonly query: string; readonly isSample: boolean };
}

/** `tail` keeps the last line of a file that has none, until it is killed. */
async function killsForMemory(stack: AsyncDisposableStack): Promise<EventLoad> {
  const cgroup = stack.use(smallCgroup(`sonde-overload-${process.pid}`, limitBytes));
  const exceed = async (times: number) => {
    for (let turn = 0; turn < times; turn++) {
      const { signal } = await new Program(['sh', '-c', `echo $$ > ${cgroup.folder}/cgroup.procs && exec tail /dev/zero`]).ended;
      assert.equal(signal, 'SIGKILL');
    }
  };
  return {
    what: 'more kills for want of memory than their ring has room for',
    sent: kills,
    counted: [{ name: oomKills.name, labels: { scope: 'cgroup' } }],
    untold: lostOf('oom', 'ring_full'),
    // Where the agent does not answer the kernel's log tells of kills as well, which knows less of them.
    told: { query: 'type=kernel.oom_kill exists(sonde.oom.scope)', isSample: false },
    make: async () => {
      const before = cgroup.kills();
      await Promise.all(Array.from({ length: atOnce }, () => exceed(kills / atOnce)));
      assert.equal(cgroup.kills() - before, kills);
    },
    withOthers: 'again',
  };
}

async function refusedConnects(stack: AsyncDisposableStack): Promise<EventLoad> {
  const place = stack.use(await namespace('overload-refused'));
  const client = stack.use(new Actor('overload-refused.py', place));
  return {
    what: 'more connects that are refused than the ring of those has room for',
    sent: seconds * burstsPerSecond * perBurst,
    counted: [{ name: tcpConnectFailures.name, labels: { reason: 'refused' }, client: client.name }],
    untold: lostOf('sockets', 'ring_full'),
    told: { query: 'type=tcp.connect_failed', isSample: true },
    inApi: { client: client.name, transport: 'tcp', words: ['failures refused'] },
    make: async () => {
      for (let burst = 0; burst < seconds * burstsPerSecond; burst++)
        await Promise.all([client.connectTogether({ host: '127.0.0.1', port: 1, times: perBurst }, 0), sleep(1000 / burstsPerSecond)]);
    },
    withOthers: 'again',
  };
}

/** Together, for as long as nothing is read from their rings. */
export async function eventLoads(stack: AsyncDisposableStack): Promise<EventLoad[]> {
  return [await killsForMemory(stack), await refusedConnects(stack)];
}

/** What the API tells one by one, since the start, of all on this host. */
async function toldInApi(sonde: Sonde, query: string): Promise<number> {
  const asked = `from=${sonde.up.startedAt.toISOString()}&limit=1000&query=${encodeURIComponent(query)}`;
  const { records } = await sonde.get(`/api/events?${asked}`, routes['GET /api/events'].reply);
  return sum(records.map(({ count }) => count));
}

/** What is told one by one, and what is said to be lost of that, is what was counted. */
export async function toldOrLost(sonde: Sonde, { counted, untold, told: { query, isSample } }: EventLoad): Promise<void> {
  const told = await toldInApi(sonde, query);
  const lost = await onAgent(sonde, untold);
  const all = sum(await Promise.all(counted.map((part) => onAgent(sonde, part))));
  assert.ok(told > 0 && lost > 0, `${told} are told, ${lost} lost`);
  if (isSample) assert.ok(told + lost <= all, `${told} told + ${lost} lost > ${all}`);
  else assert.equal(told + lost, all);
}
