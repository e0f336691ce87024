import { cgroup2Mount, parseMounts } from './mountinfo.ts';
import { linkTarget, namesIn, readStart, readText, statOf, ticksPerSecond } from './proc-files.ts';

/** What is known about a process at the moment it first used a socket: enough to name one that has ended since. */
export interface ProcessFacts {
  /** Thread group id, in the agent's pid namespace. */
  readonly pid: number;
  readonly parentPid: number;
  readonly comm: string;
  /** Base name of the file that runs (`mm->exe_file`); empty for a kernel thread. */
  readonly executable: string;
  readonly args: readonly string[];
  /** The command line was longer than what was kept of it. */
  readonly argsCut: boolean;
  /** The cgroup v2 id, which is the inode of the cgroup's directory; 0 if unknown. */
  readonly cgroupId: bigint;
  /** `start_boottime` of the thread group's leader. */
  readonly startTimeNs: bigint;
  /** The working directory, or its last parts; optional, because a living process is asked. */
  readonly cwd?: string;
  /** The cgroup's path, or its last parts; for cgroups that are gone before anyone can look their id up. */
  readonly cgroupPath?: string;
}

const nsPerTick = 1_000_000_000n / BigInt(ticksPerSecond);
const statBytes = 4096;
const cmdlineBytes = 32 * 1024;
const environBytes = 32 * 1024;
/** A line of a container's overlay may take a page. */
const mountinfoBytes = 1024 * 1024;

/** The NUL-separated command line; `cut` says that the buffer ended before the command line did. */
export function argumentsOf(bytes: Buffer, cut: boolean): string[] {
  const args = bytes.toString('utf8').split('\0');
  while (args.length > 0 && args.at(-1) === '') args.pop();
  const last = args.length - 1;
  if (cut && last >= 0) args[last] = (args[last] ?? '').replace(/\ufffd+$/u, '');
  return args;
}

/** `/usr/sbin/nginx (deleted)` → `nginx`; `/memfd:runc_cloned:/proc/self/exe (deleted)` → `runc_cloned`. */
export function executableName(path: string): string {
  const file = path.replace(/ \(deleted\)$/, '');
  const memfd = /^\/?memfd:([^/:]*)/.exec(file);
  return memfd?.[1] || file.slice(file.lastIndexOf('/') + 1);
}

function variableIn(environ: Buffer, name: string): string | undefined {
  const entry = `${name}=`;
  let at = environ.indexOf(entry);
  while (at > 0 && environ[at - 1] !== 0) at = environ.indexOf(entry, at + 1);
  if (at < 0) return undefined;
  const end = environ.indexOf(0, at);
  return environ.toString('utf8', at + entry.length, end < 0 ? environ.length : end);
}

export interface ProcessStat {
  readonly state: string;
  readonly parentPid: number;
  readonly startTimeNs: bigint;
}

/** The command name may hold spaces and parentheses, so fields are counted from the last `)`. */
export function parseStat(text: string): ProcessStat | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const startTicks = fields[19];
  if (state === undefined || parent === undefined || startTicks === undefined || !/^\d+$/.test(startTicks)) return undefined;
  return { state, parentPid: Number(parent), startTimeNs: BigInt(startTicks) * nsPerTick };
}

export interface CgroupMembership {
  /** Empty for v2; `memory`, `cpu,cpuacct`, `name=systemd` for v1. */
  readonly controllers: string;
  readonly path: string;
}

/** /proc/PID/cgroup of either dialect; a path may itself hold colons. */
export function parseMemberships(text: string): CgroupMembership[] {
  return text.split('\n').flatMap((line) => {
    const parts = /^\d+:([^:]*):(.*)$/.exec(line);
    return parts ? [{ controllers: parts[1] ?? '', path: (parts[2] ?? '').replace(/ \(deleted\)$/, '') }] : [];
  });
}

/** Whether the process of `facts` is still that process: same pid, same start. Zombies have nothing left to read. */
export function isAlive(proc: Procfs, { pid, startTimeNs }: Pick<ProcessFacts, 'pid' | 'startTimeNs'>): boolean {
  const stat = proc.stat(pid);
  return stat !== undefined && stat.state !== 'Z' && stat.state !== 'X' && stat.startTimeNs / nsPerTick === startTimeNs / nsPerTick;
}

export type Procfs = ReturnType<typeof procfs>;

/** Bounded reads of /proc. Everything is undefined for a process that is gone. */
export function procfs(root = '/proc') {
  const text = (path: string, maxBytes: number) => readStart(`${root}/${path}`, maxBytes)?.toString('utf8');
  const cgroupMount = cgroup2Mount(parseMounts(readText(`${root}/self/mountinfo`, mountinfoBytes) ?? ''));

  const reader = {
    root,
    pids: (): number[] => namesIn(root).flatMap((name) => (/^[1-9]\d*$/.test(name) ? [Number(name)] : [])),
    /** Where cgroup v2 is mounted, if it is. */
    cgroupMount,
    stat(pid: number): ProcessStat | undefined {
      const line = text(`${pid}/stat`, statBytes);
      return line === undefined ? undefined : parseStat(line);
    },
    comm: (pid: number): string | undefined => text(`${pid}/comm`, 64)?.replace(/\n$/, ''),
    executable(pid: number): string | undefined {
      const path = linkTarget(`${root}/${pid}/exe`);
      return path === undefined ? undefined : executableName(path);
    },
    args(pid: number): { args: string[]; argsCut: boolean } | undefined {
      const bytes = readStart(`${root}/${pid}/cmdline`, cmdlineBytes);
      if (bytes === undefined) return undefined;
      const argsCut = bytes.length === cmdlineBytes;
      return { args: argumentsOf(bytes, argsCut), argsCut };
    },
    cwd: (pid: number): string | undefined => linkTarget(`${root}/${pid}/cwd`)?.replace(/ \(deleted\)$/, ''),
    /** One variable of the environment that the process was started with. */
    variable(pid: number, name: string): string | undefined {
      const environ = readStart(`${root}/${pid}/environ`, environBytes);
      return environ === undefined ? undefined : variableIn(environ, name);
    },
    memberships: (pid: number | 'self'): CgroupMembership[] => parseMemberships(text(`${pid}/cgroup`, 16 * 1024) ?? ''),
    cgroupId(pid: number): bigint {
      const path = reader.memberships(pid).find(({ controllers }) => controllers === '')?.path;
      if (cgroupMount === undefined || path === undefined) return 0n;
      return statOf(cgroupMount + path)?.ino ?? 0n;
    },
    /** The same facts as the kernel gives, for a process that was there before the agent; start times are in steps of 10 ms. */
    facts(pid: number): ProcessFacts | undefined {
      const stat = reader.stat(pid);
      if (stat === undefined) return undefined;
      const { args, argsCut } = reader.args(pid) ?? { args: [], argsCut: false };
      return {
        pid,
        parentPid: stat.parentPid,
        comm: reader.comm(pid) ?? '',
        executable: reader.executable(pid) ?? '',
        args,
        argsCut,
        cgroupId: reader.cgroupId(pid),
        startTimeNs: stat.startTimeNs,
      };
    },
  };
  return reader;
}
