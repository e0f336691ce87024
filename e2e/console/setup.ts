import { roomForAll, startSonde } from '../whole/sonde.ts';
import { handOver, wholeOf } from './whole.ts';
import { WrittenLog } from './written-log.ts';

/** Starts the Sonde that all specs look at, with the demo, its one fault, a log and the address of a Grafana; what it returns stops it. */
// biome-ignore lint/style/noDefaultExport: Playwright calls the default export
export default async function setup(): Promise<() => Promise<void>> {
  const log = new WrittenLog();
  const sonde = await startSonde({ flags: ['--demo', '--fault', 'refused', '--grafana.url', 'http://127.0.0.1:3000', ...log.flags, ...roomForAll] });
  handOver(wholeOf(sonde));
  return async () => {
    await sonde[Symbol.asyncDispose]();
    log[Symbol.dispose]();
  };
}
