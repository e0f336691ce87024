import assert from 'node:assert/strict';
import { agentStartTime } from '#contract/metrics.ts';
import { eventually } from './eventually.ts';
import { worksSince } from './fresh.ts';
import { familyOf, namedIn } from './processes.ts';
import { scraped } from './readings.ts';
import type { Sonde } from './sonde.ts';

const backMs = 60_000;

/** Kills a child and waits until another of that name runs. */
export async function killChild(sonde: Sonde, name: string): Promise<void> {
  const { pid } = namedIn(familyOf(sonde.up.pid), name);
  process.kill(pid, 'SIGKILL');
  await eventually(`another ${name}`, backMs, () => assert.notEqual(namedIn(familyOf(sonde.up.pid), name).pid, pid));
}

/** Kills the agent and waits until the next one's numbers come through. */
export async function killAgent(sonde: Sonde): Promise<void> {
  const start = async () => (await scraped(sonde)).find(({ name }) => name === agentStartTime.name)?.value ?? 0;
  const before = await start();
  const moment = new Date();
  await killChild(sonde, 'sonde-agent');
  await eventually('a later start of the agent', backMs, async () => assert.ok((await start()) > before));
  await worksSince(sonde, moment);
}
