import { readText } from '../identity/proc-files.ts';
import { withoutInner } from './cgroup-gains.ts';
import { flatKeyed, type Group } from './cgroups.ts';
import type { MemoryUse } from './identity-use.ts';
import type { HostSources } from './sources.ts';

const mostBytes = 64 * 1024;
/** v1 writes "no limit" as the largest number of whole pages that fits in 63 bits. */
const noLimit = 2 ** 62;

/** The names of one version. Of v1 the `total_` fields, which like those of v2 include the cgroups below. */
interface Dialect {
  readonly usage: string;
  readonly anon: string;
  readonly file: string;
  readonly inactiveFile: string;
  readonly majorFaults: string;
}

const unified: Dialect = { usage: 'memory.current', anon: 'anon', file: 'file', inactiveFile: 'inactive_file', majorFaults: 'pgmajfault' };
const legacy: Dialect = {
  usage: 'memory.usage_in_bytes',
  anon: 'total_rss',
  file: 'total_cache',
  inactiveFile: 'total_inactive_file',
  majorFaults: 'total_pgmajfault',
};

export interface CgroupMemory {
  readonly use: MemoryUse | undefined;
  readonly majorFaults: number | undefined;
  readonly limitBytes: number | undefined;
}

/** With what the cgroups below use; nothing where the memory controller is off for it. */
export function memoryOf(host: HostSources, { folder }: Group, isUnified: boolean): CgroupMemory {
  const names = isUnified ? unified : legacy;
  const stat = flatKeyed(readText(`${folder}/memory.stat`, mostBytes) ?? '');
  const bytes = (field: string) => host.whole('cgroup', `memory ${field}`, stat.get(field));
  const [anonBytes, fileBytes, inactiveBytes] = [names.anon, names.file, names.inactiveFile].map(bytes);
  const usage = host.whole('cgroup', names.usage, readText(`${folder}/${names.usage}`, 64)?.trim());
  const isWhole = anonBytes !== undefined && fileBytes !== undefined && inactiveBytes !== undefined && usage !== undefined;
  return {
    // The kernel updates usage and statistics apart from each other, so that the difference may fall below zero.
    use: isWhole ? { anonBytes, fileBytes, workingSetBytes: Math.max(0, usage - inactiveBytes) } : undefined,
    majorFaults: bytes(names.majorFaults),
    limitBytes: isUnified ? limitOf(host, readText(`${folder}/memory.max`, 64)?.trim()) : limitOf(host, stat.get('hierarchical_memory_limit')),
  };
}

/** Of those whose memory is known: without the cgroups inside. */
export function ownMemory(read: ReadonlyMap<Group, CgroupMemory>): Map<Group, MemoryUse> {
  const known = new Map(
    [...read].flatMap(([group, { use }]) => (use === undefined ? [] : [[group, [use.anonBytes, use.fileBytes, use.workingSetBytes]] as const])),
  );
  return new Map(
    [...withoutInner(known)].map(([group, own]) => {
      const [anonBytes = 0, fileBytes = 0, workingSetBytes = 0] = own.map((bytes) => Math.max(0, bytes));
      return [group, { anonBytes, fileBytes, workingSetBytes }];
    }),
  );
}

function limitOf(host: HostSources, text: string | undefined): number | undefined {
  const bytes = text === 'max' ? undefined : host.whole('cgroup', 'memory limit', text, 2 ** 64);
  return bytes !== undefined && bytes < noLimit ? bytes : undefined;
}
