import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Identity, identityId } from '#contract/identity.ts';
import { type AgentProcesses, mostProcesses, type Process } from '#contract/processes.ts';
import { label } from '../identity/label.ts';
import { pageBytesOf, readText, ticksPerSecond } from '../identity/proc-files.ts';
import type { ProcessFacts, Procfs } from '../identity/process-facts.ts';
import { redactedCommand } from '../identity/redact.ts';
import { memoryOf, type ProcessTimes, processTimesOf, statBytes } from './processes.ts';

/** To name a process takes 0.1 ms, to look at one that is known 10 µs: after some 3 ms all else of the agent has its turn. */
const unitsPerTurn = 300;
const unitsToName = 10;
/** One walk for all who ask within this time. */
const walkKeptMs = 2000;
/** After this time without a question nothing is kept. */
const idleMs = 60_000;
const mostOfCommand = 200;

interface Look {
  readonly atMs: number;
  readonly cpuTicks: number;
}

interface Row {
  readonly startTicks: number;
  readonly comm: string;
  readonly identity: string;
  readonly now: Look;
  /** Of the walk before; absent at the first. */
  readonly before: Look | undefined;
}

export interface LiveProcessesOptions {
  readonly proc: Procfs;
  readonly identify: (facts: ProcessFacts) => Identity;
  /** How many TCP connections processes hold open, by pid; undefined where nobody knows. */
  readonly connections: () => ReadonlyMap<number, number> | undefined;
  readonly nowMs?: () => number;
}

/** The processes of an identity, by its id, as they are now. */
export type LiveProcesses = (id: string) => Promise<AgentProcesses>;

/** Nothing is read, and nothing kept, while nobody asks. */
export function liveProcesses({ proc, identify, connections, nowMs = () => performance.now() }: LiveProcessesOptions): LiveProcesses {
  const rowsOf = keptWalk({ proc, identify, nowMs });
  const pageBytes = pageBytesOf(proc.root);
  return async (id) => {
    const own = [...(await rowsOf())].filter(([, { identity }]) => identity === id);
    const busiest = own.toSorted(([, a], [, b]) => b.now.cpuTicks - a.now.cpuTicks).slice(0, mostProcesses);
    const open = connections();
    const bootedAtMs = Date.now() - uptimeMs(proc);
    const processes = busiest.flatMap(([pid, row]): Process[] => {
      const residentBytes = memoryOf(proc.root, pid, pageBytes)?.workingSetBytes;
      // It has ended since.
      if (residentBytes === undefined) return [];
      return [
        {
          ...toldOf(row),
          pid,
          name: nameOf(proc, pid, row),
          command: commandOf(proc, pid),
          startedAt: startOf(row, bootedAtMs),
          residentBytes,
          connections: countOf(open, pid),
        },
      ];
    });
    return { processes: processes.sort((a, b) => a.pid - b.pid), more: own.length - busiest.length };
  };
}

type Rows = ReadonlyMap<number, Row>;

/** Every process with its identity: looked at once for all who ask within a while. */
function keptWalk({ proc, identify, nowMs }: Required<Pick<LiveProcessesOptions, 'proc' | 'identify' | 'nowMs'>>): () => Promise<Rows> {
  let rows: Rows | undefined;
  let walkedAtMs = 0;
  let walking: Promise<Rows> | undefined;
  let forgetting: NodeJS.Timeout | undefined;

  const rowOf = (pid: number, times: ProcessTimes): Row | undefined => {
    const { startTicks, comm } = times;
    const now = { atMs: nowMs(), cpuTicks: times.userTicks + times.systemTicks };
    const known = rows?.get(pid);
    // Who calls `exec` has another name from then on.
    if (known?.startTicks === startTicks && known.comm === comm) return { ...known, before: known.now, now };
    const facts = proc.facts(pid);
    return facts && { startTicks, comm, identity: identityId(identify(facts)), now, before: undefined };
  };
  const walk = async (): Promise<Rows> => {
    const found = new Map<number, Row>();
    let units = 0;
    for (const pid of proc.pids()) {
      const times = timesOf(proc, pid);
      const row = times && rowOf(pid, times);
      if (row !== undefined) found.set(pid, row);
      units += row?.before === undefined ? unitsToName : 1;
      if (units >= unitsPerTurn) await nextTurn();
      units %= unitsPerTurn;
    }
    walkedAtMs = nowMs();
    rows = found;
    return found;
  };
  return async () => {
    clearTimeout(forgetting);
    forgetting = setTimeout(() => {
      rows = undefined;
    }, idleMs).unref();
    if (rows !== undefined && nowMs() - walkedAtMs < walkKeptMs) return rows;
    walking ??= walk().finally(() => {
      walking = undefined;
    });
    return await walking;
  };
}

/** Of those that live: threads of the kernel are nobody's workload, and who has ended holds nothing. */
function timesOf(proc: Procfs, pid: number): ProcessTimes | undefined {
  const text = readText(`${proc.root}/${pid}/stat`, statBytes);
  const times = text === undefined ? undefined : processTimesOf(text);
  return times === undefined || times.isKernelThread || times.hasEnded ? undefined : times;
}

function toldOf({ now, before }: Row): Pick<Process, 'cpuSeconds' | 'cpuCores'> {
  const seconds = before === undefined ? 0 : (now.atMs - before.atMs) / 1000;
  const gained = (now.cpuTicks - (before?.cpuTicks ?? 0)) / ticksPerSecond;
  return { cpuSeconds: now.cpuTicks / ticksPerSecond, cpuCores: seconds > 0 ? Math.max(0, gained) / seconds : null };
}

/** What Node calls its first thread where its program has no title. */
const untitled = 'node-MainThread';

const nameOf = (proc: Procfs, pid: number, { comm }: Row): string => label((comm === untitled ? proc.executable(pid) : undefined) ?? comm, 'unknown');

const commandOf = (proc: Procfs, pid: number): string =>
  redactedCommand(proc.args(pid)?.args ?? [], mostOfCommand)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();

const uptimeMs = (proc: Procfs): number => Number(readText(`${proc.root}/uptime`, 64)?.split(' ', 1)[0] ?? 0) * 1000;

/** To the second: the clock and the time since the boot are not read in one moment. */
const startOf = ({ startTicks }: Row, bootedAtMs: number): string => new Date(Math.round(bootedAtMs / 1000 + startTicks / ticksPerSecond) * 1000).toISOString();

const countOf = (open: ReadonlyMap<number, number> | undefined, pid: number): number | null => (open === undefined ? null : (open.get(pid) ?? 0));
