import { type Child, running } from '../children/child.ts';
import { asRoot } from '../children/confine.ts';
import { type DemoHost, demoService } from './children.ts';
import { type Bounded, boundedCommand } from './faults/bounded.ts';
import { cpuBurnerRun } from './faults/cpu-burner.ts';
import { fullDiskCommand } from './faults/full-disk.ts';
import { memoryHogRun } from './faults/memory-hog.ts';
import { packetLossCommand, packetLossRules } from './faults/packet-loss.ts';
import { type FaultName, faults } from './faults.ts';

/** What runs while a fault is on, where that is more than the shop itself. */
const runs: { readonly [Name in FaultName]?: (host: DemoHost) => Child } = {
  dns: (host) => demoService(host, 'resolver'),
  'packet-loss': ({ rootFolder }) => asked('demo-packet-loss', packetLossCommand(rootFolder), packetLossRules),
  'memory-hog': () => bounded('demo-memory-hog', memoryHogRun),
  'cpu-burner': () => bounded('demo-cpu-burner', cpuBurnerRun),
  'full-disk': ({ rootFolder }) => asked('demo-full-disk', fullDiskCommand(rootFolder)),
};

/** Throws where this host cannot have it. */
export function faultChildren(name: string, host: DemoHost): Child[] {
  const known = faults.find((fault) => fault.name === name);
  const run = known === undefined ? undefined : runs[known.name];
  return run === undefined ? [] : [run(host)];
}

function bounded(name: string, run: Bounded): Child {
  return asked(name, boundedCommand(run));
}

function asked(name: string, program: readonly string[], input = ''): Child {
  return { name, command: asRoot(program), input: () => input, output: () => {}, ipc: false, ready: running };
}
