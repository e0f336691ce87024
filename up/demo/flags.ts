import type { Accepts, Arguments } from '../config/arguments.ts';
import { ConfigError } from '../config/settings.ts';
import type { Addition } from '../run-host.ts';
import { demo } from './demo.ts';
import { type Fault, faults } from './faults.ts';

export const demoFlags: Accepts = { switches: ['demo'], options: ['fault'] };

/** The demo that was asked for; undefined where none was. Throws a ConfigError. */
export function demoOf({ switches, options }: Pick<Arguments, 'switches' | 'options'>): Addition | undefined {
  const name = options.get('fault');
  const fault = faults.find((candidate) => candidate.name === name);
  if (name !== undefined && fault === undefined)
    throw new ConfigError([`fault: ${JSON.stringify(name)} (flag --fault) is not allowed; allowed: ${faults.map(described).join(', ')}`]);
  if (name !== undefined && !switches.has('demo')) throw new ConfigError([`fault: ${JSON.stringify(name)} (flag --fault) is not allowed without --demo`]);
  return switches.has('demo') ? demo(fault) : undefined;
}

/** What `up --help` says of them. */
export function demoUsage(): string {
  return `--demo
    Runs a small shop beside Sonde, with steady customers: something to look at.
--fault NAME
    What goes wrong in the demo.
    Allowed: ${faults.map(described).join(', ')}; default: nothing.
`;
}

function described({ name, does }: Fault): string {
  return `${name} (${does})`;
}
