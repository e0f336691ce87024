import { startSonde } from '../whole/sonde.ts';
import { handOver, signInUrlOf } from './whole.ts';

/** Starts the Sonde that all specs look at, with the demo and its one fault; what it returns stops it. */
// biome-ignore lint/style/noDefaultExport: Playwright calls the default export
export default async function setup(): Promise<() => Promise<void>> {
  const sonde = await startSonde({ flags: ['--demo', '--fault', 'refused'] });
  handOver({ url: sonde.url, signInUrl: signInUrlOf(sonde), pid: sonde.up.pid, readyAtMs: Date.now() });
  return () => sonde[Symbol.asyncDispose]();
}
