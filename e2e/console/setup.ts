import { startSonde } from '../whole/sonde.ts';
import { handOver, wholeOf } from './whole.ts';

/** Starts the Sonde that all specs look at, with the demo and its one fault; what it returns stops it. */
// biome-ignore lint/style/noDefaultExport: Playwright calls the default export
export default async function setup(): Promise<() => Promise<void>> {
  const sonde = await startSonde({ flags: ['--demo', '--fault', 'refused'] });
  handOver(wholeOf(sonde));
  return () => sonde[Symbol.asyncDispose]();
}
