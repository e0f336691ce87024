import type { Accepts, Arguments } from '../config/arguments.ts';
import { ConfigError } from '../config/settings.ts';
import type { Addition } from '../run-host.ts';
import { demo } from './demo.ts';
import { faults } from './faults.ts';

export const demoFlags: Accepts = { switches: ['demo'], options: ['fault'] };

/** The demo that was asked for; undefined where none was. Throws a ConfigError. */
export function demoOf({ switches, options }: Pick<Arguments, 'switches' | 'options'>): Addition | undefined {
  const names = options.get('fault')?.split(',') ?? [];
  const unknown = names.find((name) => faults.every((fault) => fault.name !== name));
  if (unknown !== undefined)
    throw new ConfigError([`fault: ${JSON.stringify(unknown)} (flag --fault) is not allowed; allowed: ${faults.map(({ name }) => name).join(', ')}`]);
  if (names.length > 0 && !switches.has('demo')) throw new ConfigError([`fault: ${JSON.stringify(names.join())} (flag --fault) is not allowed without --demo`]);
  return switches.has('demo') ? demo(faults.filter(({ name }) => names.includes(name))) : undefined;
}

/** What `up --help` says of them. */
export function demoUsage(): string {
  return `--demo
    Runs a small shop beside Sonde, with steady customers: something to look at.
--fault NAME,…
    What goes wrong in the demo; the console can turn it on and off.
    Default: nothing. Allowed:
${faults.map(({ name, does }) => `    ${name.padEnd(12)} ${does}`).join('\n')}
`;
}
