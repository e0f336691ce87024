import { existsSync } from 'node:fs';
import type { Check } from '#contract/doctor.ts';
import { readText } from '../identity/proc-files.ts';
import { cgroupMounts } from './cgroups.ts';
import type { HostSources } from './sources.ts';

interface Source {
  readonly name: string;
  readonly isHere: (host: HostSources) => boolean;
  readonly says: string;
  readonly mend: string;
}

const hasPressure = (host: HostSources) => host.procText('pressure/cpu') !== undefined;
const hasConntrack = (host: HostSources) => host.procText('sys/net/netfilter/nf_conntrack_count') !== undefined;

/** A controller is in v1 or in v2, never in both. */
function hasController(host: HostSources, controller: string): boolean {
  const { unified, legacy } = cgroupMounts(host.procText('self/mountinfo') ?? '');
  const ofUnified = unified === undefined ? undefined : readText(`${unified}/cgroup.controllers`, 4096);
  return legacy.has(controller) || (ofUnified?.trim().split(' ').includes(controller) ?? false);
}

/** What a Linux of today need not have. */
const optional: readonly Source[] = [
  {
    name: 'pressure',
    isHere: hasPressure,
    says: 'no PSI: how long tasks wait for CPU, memory and disks is not known',
    mend: 'Boot with psi=1; the kernel needs CONFIG_PSI.',
  },
  {
    name: 'pressure of interrupts',
    isHere: (host) => !hasPressure(host) || host.procText('pressure/irq') !== undefined,
    says: 'how long interrupts keep tasks waiting is not known',
    mend: 'The kernel needs CONFIG_IRQ_TIME_ACCOUNTING, and to be 6.1 or later.',
  },
  {
    name: 'conntrack',
    isHere: hasConntrack,
    says: 'the kernel tracks no connections: how full its table is, is not known',
    mend: 'Nothing to do without NAT or a stateful firewall; with one: modprobe nf_conntrack.',
  },
  {
    name: 'conntrack failures',
    isHere: (host) => !hasConntrack(host) || host.procText('net/stat/nf_conntrack') !== undefined,
    says: 'connections that conntrack had no room for are not counted',
    mend: 'The kernel needs CONFIG_NF_CONNTRACK_PROCFS.',
  },
  {
    name: 'memory of cgroups',
    isHere: (host) => hasController(host, 'memory'),
    says: 'memory and limits of containers and services are not known',
    mend: 'Boot with cgroup_enable=memory.',
  },
  {
    name: 'CPU limits',
    isHere: (host) => hasController(host, 'cpu'),
    says: 'how often containers and services are throttled is not known',
    mend: 'The kernel needs CONFIG_CFS_BANDWIDTH, and the controller cpu in cgroup v2 or mounted as v1.',
  },
  {
    name: 'memory errors',
    isHere: (host) => /^HardwareCorrupted:/m.test(host.procText('meminfo') ?? 'HardwareCorrupted:'),
    says: 'memory that was taken out of use for its errors is not counted',
    mend: 'The kernel needs CONFIG_MEMORY_FAILURE; virtual machines mostly lack it.',
  },
];

/** What every Linux has: in a sandbox it may be hidden. */
const everywhere = {
  'proc/stat': 'CPU time',
  'proc/loadavg': 'load',
  'proc/meminfo': 'memory',
  'proc/vmstat': 'page faults and swapping',
  'proc/diskstats': 'disks',
  'proc/self/mountinfo': 'filesystems',
  'proc/net/dev': 'traffic of network interfaces',
  'proc/net/softnet_stat': 'packets that CPUs had no time for',
  'proc/net/netstat': 'overflows of listen queues',
  'proc/sys/fs/file-nr': 'file descriptors',
  'proc/uptime': 'uptime',
  'sys/class/net': 'state and speed of network interfaces',
} as const;

function isThere({ proc, sys }: HostSources, path: string): boolean {
  return existsSync(path.replace(/^proc/, proc).replace(/^sys/, sys));
}

/** What this host does not tell, each with what that means and what would help. */
export function missingSources(host: HostSources): Check[] {
  const hidden = Object.entries(everywhere).filter(([path]) => !isThere(host, path));
  return [
    ...optional.filter(({ isHere }) => !isHere(host)).map(({ name, says, mend }) => check(name, says, mend)),
    ...hidden.map(([path, what]) =>
      check(path, `/${path} cannot be read: ${what} not known`, 'Every Linux has it: run the agent on the host itself, as root.'),
    ),
  ];
}

/** Its absence is common, and nothing to be warned of. */
function check(source: string, says: string, mend: string): Check {
  return { name: `host: ${source}`, state: 'info', says, mend };
}
