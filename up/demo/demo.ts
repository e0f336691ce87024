import { once } from 'node:events';
import { makeSondeFolder } from '../host/folders.ts';
import type { Log } from '../log.ts';
import type { Addition } from '../run-host.ts';
import type { Supervisor } from '../supervisor.ts';
import { demoChecks } from './checks.ts';
import { type DemoHost, demoStages } from './children.ts';
import type { Fault } from './faults.ts';
import { demoPorts } from './places.ts';
import { postgresPrograms } from './servers/postgres.ts';

/** A small shop with steady customers, for a newcomer to look at. It keeps its files in `<data>/demo`. */
export function demo(fault: Fault | undefined): Addition {
  return {
    checks: demoChecks,
    start: async ({ host, supervisor, log, signal }) => {
      const programs = postgresPrograms();
      if (programs === undefined) throw new Error('demo: PostgreSQL was uninstalled');
      const folder = makeSondeFolder(host.folders, 'demo', host.user);
      await runDemo({ mountPoint: host.mountPoint, folder, postgresPrograms: programs, fault }, supervisor, log, signal);
    },
  };
}

const whatToSee = 'Look on the map for shopper.ts → nginx → storefront.ts → checkout.ts → postgres and redis-server.';

/** Starts the demo stage by stage, until it runs or the signal is aborted; then says what to look at. */
export async function runDemo(host: DemoHost, supervisor: Pick<Supervisor, 'add'>, log: Log, signal: AbortSignal): Promise<void> {
  const aborted = once(signal, 'abort');
  for (const stage of demoStages(host)) {
    if (signal.aborted) return;
    await Promise.race([supervisor.add(stage), aborted]);
  }
  if (signal.aborted) return;
  const seen = host.fault === undefined ? '' : ` ${host.fault.look}.`;
  log.say(`the demo runs: a shop at http://127.0.0.1:${demoPorts.nginx}/. ${whatToSee}${seen}`);
}
