import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Sonde } from '../whole/sonde.ts';

const variable = 'SONDE_UNDER_TEST';

/** What a test knows of the running Sonde: it is started in another process than the one that tests. */
const Whole = Type.Object({ url: Type.String(), data: Type.String(), signInUrl: Type.String(), pid: Type.Integer(), readyAtMs: Type.Number() });
export type Whole = Static<typeof Whole>;

export function wholeOf({ url, data, up }: Sonde): Whole {
  return { url, data, signInUrl: signInUrlOf(up.stdout), pid: up.pid, readyAtMs: Date.now() };
}

/** The address in the ready line. */
function signInUrlOf(stdout: string): string {
  const [, url] = /^Sonde is ready: (\S+)$/m.exec(stdout) ?? [];
  if (url === undefined) throw new Error(`there is no ready line in ${JSON.stringify(stdout)}`);
  return url;
}

/** Leaves it to the processes that this one starts. */
export function handOver(whole: Whole): void {
  process.env[variable] = JSON.stringify(whole);
}

export function takeOver(): Whole {
  const text = process.env[variable];
  if (text === undefined) throw new Error(`${variable} is not set: no Sonde was started`);
  return Value.Parse(Whole, JSON.parse(text));
}
