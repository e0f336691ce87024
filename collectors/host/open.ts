import { procfs } from '../identity/process-facts.ts';
import { ownPlacement, processIdentities } from '../identity/process-identity.ts';
import type { CollectorContext, OpenCollector } from '../runtime/collector.ts';
import { clock } from './clock.ts';
import { conntrack } from './conntrack.ts';
import { cpu } from './cpu.ts';
import { descriptors } from './descriptors.ts';
import { disks } from './disks.ts';
import { type Ask, filesystems } from './filesystems.ts';
import { identities } from './identities.ts';
import { load } from './load.ts';
import { memory, paging } from './memory.ts';
import { missingSources } from './missing.ts';
import { network } from './network.ts';
import { softnet, tcpListen } from './network-stack.ts';
import { pressure } from './pressure.ts';
import { HostSources } from './sources.ts';

export interface HostRoots {
  readonly proc?: string;
  readonly sys?: string;
  readonly ask?: Ask;
  readonly nowMs?: () => number;
}

/** Opens every source of the host. What it lacks is left out: nothing here needs BPF. */
export function openHost(
  { series, readKernelClock }: Pick<CollectorContext, 'series' | 'readKernelClock'>,
  { proc = '/proc', sys = '/sys', ask, nowMs = () => performance.now() }: HostRoots = {},
): OpenCollector {
  const host = new HostSources({ series, proc, sys, nowMs });
  host.endEmpty();
  const reader = procfs(proc);
  const own = ownPlacement(reader);
  const cpus = cpu(host);
  const readMemory = memory(host);
  const links = network(host);
  let memoryTotalBytes = 0;
  const users = identities(host, {
    proc: reader,
    own,
    ...processIdentities({ own, proc: reader }),
    busySeconds: cpus.busySeconds,
    memoryTotalBytes: () => memoryTotalBytes,
  });
  const always = [
    cpus.read,
    load(host),
    () => {
      memoryTotalBytes = readMemory().get('MemTotal') ?? 0;
    },
    paging(host),
    pressure(host),
    disks(host),
    links.readCounters,
    softnet(host),
    tcpListen(host),
    descriptors(host),
    conntrack(host),
    clock(host, readKernelClock),
  ];
  /** What is dear takes turns: each every third sweep. */
  const inTurn = [[filesystems(host, ask), links.readLinks], [users.readCpu], [users.readMemory]];
  let sweeps = 0;
  return {
    sweep() {
      const turn = inTurn[sweeps % inTurn.length] ?? [];
      sweeps += 1;
      readAll([...always, ...turn]);
    },
    checks: () => missingSources(host),
  };
}

/** One that fails takes no other with it. */
function readAll(reads: readonly (() => void)[]): void {
  const failures: unknown[] = [];
  for (const read of reads) {
    try {
      read();
    } catch (cause) {
      failures.push(cause);
    }
  }
  if (failures.length > 1) throw new AggregateError(failures, 'reading several sources of the host');
  if (failures.length === 1) throw failures[0];
}
