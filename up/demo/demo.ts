import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { makeSondeFolder } from '../host/folders.ts';
import type { Log } from '../log.ts';
import type { Addition } from '../run-host.ts';
import type { Supervisor } from '../supervisor.ts';
import { demoChecks } from './checks.ts';
import { type DemoHost, demoStages } from './children.ts';
import { faultChildren } from './fault-children.ts';
import { clearFaults } from './faults/leftovers.ts';
import type { Fault } from './faults.ts';
import { demoFolder, demoLogs } from './lines.ts';
import { demoPorts } from './places.ts';
import { postgresPrograms } from './servers/postgres.ts';
import { Switchboard } from './switchboard.ts';

/** A small shop with steady customers, for a newcomer to look at. It keeps its files in `<data>/demo`. */
export function demo(on: readonly Fault[]): Addition {
  const switchboard = new Switchboard(on);
  return {
    checks: demoChecks,
    writers: demoLogs,
    switches: switchboard,
    start: async ({ host, supervisor, log, signal }) => {
      const programs = postgresPrograms();
      if (programs === undefined) throw new Error('demo: PostgreSQL was uninstalled');
      const folder = makeSondeFolder(host.folders, 'demo', host.user);
      const demoHost = { mountPoint: host.mountPoint, folder, rootFolder: demoFolder(host.folders), postgresPrograms: programs, switchboard };
      await runDemo(demoHost, supervisor, log, signal);
    },
  };
}

const whatToSee = 'Look on the map for shopper.ts → nginx → storefront.ts → checkout.ts → postgres and redis-server.';

/** Starts the demo stage by stage, until it runs or the signal is aborted; then says what to look at. */
export async function runDemo(host: DemoHost, supervisor: Supervisor, log: Log, signal: AbortSignal): Promise<void> {
  mkdirSync(host.rootFolder, { recursive: true, mode: 0o700 });
  await clearFaults(host.rootFolder, { mayKill: true });
  const aborted = once(signal, 'abort');
  for (const stage of demoStages(host)) {
    if (signal.aborted) return;
    await Promise.race([supervisor.add(stage), aborted]);
  }
  if (signal.aborted) return;
  host.switchboard.begin({ supervisor, childrenOf: (fault) => faultChildren(fault, host) });
  const seen = host.switchboard.state().faults.flatMap(({ on, look }) => (on ? [` ${look}.`] : []));
  log.say(`the demo runs: a shop at http://127.0.0.1:${demoPorts.nginx}/. ${whatToSee}${seen.join('')}`);
}
