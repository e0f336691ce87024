import { hostIdentity } from '#contract/host-metrics.ts';
import type { Identity } from '#contract/identity.ts';
import type { Placement } from '../identity/cgroup-path.ts';
import type { ProcessFacts, Procfs } from '../identity/process-facts.ts';
import { cpuSecondsOf, throttlingOf } from './cgroup-cpu.ts';
import { CgroupGains, OwnGains } from './cgroup-gains.ts';
import { type CgroupMemory, memoryOf, ownMemory } from './cgroup-memory.ts';
import { type CgroupTrees, cgroupTrees } from './cgroup-trees.ts';
import { cgroupMounts, type Group, processesIn } from './cgroups.ts';
import type { BusySeconds } from './cpu.ts';
import { addMemory, addThrottling, Uses } from './identity-use.ts';
import { labelsOf, NamedIdentities } from './named-identities.ts';
import { Processes } from './processes.ts';
import type { HostSources } from './sources.ts';

const unattributed: Identity = { kind: 'other', name: 'unattributed', namespace: '' };
/** Whole host and processes are not read in one moment, and the kernel may sample the one by ticks. */
const mostOwedSeconds = 1;

export interface IdentitiesOptions {
  readonly proc: Procfs;
  readonly own: Placement;
  readonly identify: (facts: ProcessFacts) => Identity;
  readonly placed: (placement: Placement) => Identity | undefined;
  readonly busySeconds: () => BusySeconds;
  readonly memoryTotalBytes: () => number;
}

export interface Identities {
  /** CPU time and throttling of cgroups, CPU time and memory of processes. */
  readCpu(): void;
  /** Memory of cgroups; then all of both is shown. */
  readMemory(): void;
}

/** Who used the CPU and the memory: containers and services by their cgroups, all else by its processes. */
export function identities(host: HostSources, options: IdentitiesOptions): Identities {
  const trees = cgroupTrees(cgroupMounts(host.procText('self/mountinfo') ?? ''), options.own);
  const uses = new Uses();
  const named = new NamedIdentities(host);
  const countCpu = cpuOfCgroups(host, trees, options, uses);
  const countThrottling = throttlingOfCgroups(host, trees, options, uses);
  const countMemory = memoryOfCgroups(host, trees, options, uses);
  const countRest = restOfCpu(host, options.busySeconds, uses);
  const ofProcesses = new Processes({ host, ...options });
  let settledAtMs = host.nowMs();

  return {
    readCpu() {
      ofProcesses.look(countCpu(), uses);
      countRest();
      countThrottling();
    },
    readMemory() {
      countMemory();
      const nowMs = host.nowMs();
      named.settle(uses, (nowMs - settledAtMs) / 1000, options.memoryTotalBytes());
      settledAtMs = nowMs;
      uses.clear();
    },
  };
}

/** Answers the processes that are in no container and no service. */
function cpuOfCgroups(host: HostSources, trees: CgroupTrees, { placed, proc }: IdentitiesOptions, uses: Uses): () => number[] {
  const gains = { unified: new CgroupGains(), legacy: new CgroupGains() };
  const own = new OwnGains();
  return () => {
    const hierarchy = trees.cpu();
    if (hierarchy === undefined) return proc.pids();
    const { tree, isUnified } = hierarchy;
    const gained = gains[isUnified ? 'unified' : 'legacy'].look(tree.groups, (group) => cpuSecondsOf(host, group, isUnified));
    for (const [{ placement }, [user = 0, system = 0]] of own.of(gained)) {
      const identity = placed(placement);
      if (identity === undefined) continue;
      const use = uses.of(identity);
      use.userSeconds += user;
      use.systemSeconds += system;
    }
    return tree.plain.flatMap((folder) => processesIn(folder));
  };
}

/** Each cgroup counts its own limit alone, so that nothing is taken from the one around it. */
function throttlingOfCgroups(host: HostSources, trees: CgroupTrees, { placed }: IdentitiesOptions, uses: Uses): () => void {
  const gains = new CgroupGains();
  return () => {
    const limited = new Set<Group>();
    const gained = gains.look(trees.throttling()?.tree.groups ?? [], (group) => {
      const now = throttlingOf(host, group);
      if (now[0]) limited.add(group);
      return now;
    });
    for (const group of limited) {
      const [periods = 0, throttledPeriods = 0, throttledSeconds = 0] = gained.get(group) ?? [];
      const identity = placed(group.placement);
      if (identity !== undefined) addThrottling(uses.of(identity), { periods, throttledPeriods, throttledSeconds });
    }
  };
}

function memoryOfCgroups(host: HostSources, trees: CgroupTrees, { placed }: IdentitiesOptions, uses: Uses): () => void {
  const gains = new CgroupGains();
  const own = new OwnGains();
  return () => {
    const hierarchy = trees.memory();
    if (hierarchy === undefined) return;
    const read = new Map<Group, CgroupMemory>(hierarchy.tree.groups.map((group) => [group, memoryOf(host, group, hierarchy.isUnified)]));
    const faults = own.of(gains.look(hierarchy.tree.groups, (group) => [read.get(group)?.majorFaults]));
    for (const [group, memory] of ownMemory(read)) {
      const identity = placed(group.placement);
      if (identity === undefined) continue;
      const use = uses.of(identity);
      addMemory(use, memory);
      use.majorFaults += faults.get(group)?.[0] ?? 0;
      use.limitBytes = read.get(group)?.limitBytes ?? use.limitBytes;
    }
  };
}

/** What the host used beyond everyone who was there at both looks. */
function restOfCpu(host: HostSources, busySeconds: () => BusySeconds, uses: Uses): () => void {
  let before: BusySeconds | undefined;
  const owed = { user: 0, system: 0 };
  const count = (mode: 'user' | 'system', gained: number): void => {
    const rest = gained + owed[mode];
    owed[mode] = Math.max(-mostOwedSeconds, Math.min(0, rest));
    host.series.counter(hostIdentity.cpuSeconds).add([...labelsOf(unattributed), mode], Math.max(0, rest));
  };
  return () => {
    const now = busySeconds();
    const { user, system } = before ?? now;
    const used = uses.values();
    if (before !== undefined) {
      count('user', now.user - user - used.reduce((sum, { userSeconds }) => sum + userSeconds, 0));
      count('system', now.system - system - used.reduce((sum, { systemSeconds }) => sum + systemSeconds, 0));
    }
    before = now;
  };
}
