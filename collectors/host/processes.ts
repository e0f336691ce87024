import type { Identity } from '#contract/identity.ts';
import { pageBytesOf, readText, ticksPerSecond } from '../identity/proc-files.ts';
import type { ProcessFacts, Procfs } from '../identity/process-facts.ts';
import { addMemory, type MemoryUse, type Use, type Uses } from './identity-use.ts';
import type { HostSources } from './sources.ts';

/** What one look may cost: some 10 µs a unit. On hosts with more processes than that, each look goes on where the last one ended. */
const unitsPerLook = 2000;
const unitsToName = 10;

/** A name costs more than what it is worth for a process that did next to nothing and may be gone at the next look. */
const ticksWorthAName = 5;
/** Idle threads of the kernel are most of what there is on a quiet host; and who runs for less than a tick may still have given memory back. */
const looksPerIdle = 4;

export const statBytes = 4096;
/** PF_KTHREAD */
const kernelThread = 0x0020_0000;
const kernel: Identity = { kind: 'process', name: 'kernel', namespace: '' };

/** The part of /proc/PID/stat that is read here. */
export interface ProcessTimes {
  readonly comm: string;
  readonly isKernelThread: boolean;
  readonly hasEnded: boolean;
  readonly startTicks: number;
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
}

/** The command name may hold spaces and parentheses. Undefined where a number is none. */
export function processTimesOf(stat: string): ProcessTimes | undefined {
  const nameEnd = stat.lastIndexOf(')');
  const fields = stat.slice(nameEnd + 2).split(' ');
  const numbers = [6, 7, 9, 11, 12, 19].map((at) => wholeOf(fields[at]));
  const [flags = 0, minorFaults = 0, majorFaults = 0, userTicks = 0, systemTicks = 0, startTicks = 0] = numbers;
  if (numbers.includes(undefined)) return undefined;
  return {
    comm: stat.slice(stat.indexOf('(') + 1, nameEnd),
    isKernelThread: (flags & kernelThread) !== 0,
    hasEnded: fields[0] === 'Z' || fields[0] === 'X',
    startTicks,
    userTicks,
    systemTicks,
    minorFaults,
    majorFaults,
  };
}

function wholeOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) && Number(text) < 2 ** 63 ? Number(text) : undefined;
}

const nothing = { userTicks: 0, systemTicks: 0, minorFaults: 0, majorFaults: 0 };

interface Row {
  readonly startTicks: number;
  readonly isKernelThread: boolean;
  /** It gained nothing between the last two looks. */
  isIdle: boolean;
  comm: string;
  identity: Identity | undefined;
  memory: MemoryUse | undefined;
  /** What was counted up to now. */
  userTicks: number;
  systemTicks: number;
  minorFaults: number;
  majorFaults: number;
}

export interface ProcessesOptions {
  readonly host: HostSources;
  readonly proc: Procfs;
  readonly identify: (facts: ProcessFacts) => Identity;
}

/** CPU time and memory of processes that live in no container and no service. */
export class Processes {
  readonly #options: ProcessesOptions;
  readonly #pageBytes: number;
  /** Processes that started later are counted from their beginning. */
  readonly #openedAtTicks: number;
  readonly #rows = new Map<number, Row>();
  #cursor = 0;
  #looks = 0;

  constructor(options: ProcessesOptions) {
    this.#options = options;
    this.#pageBytes = pageBytesOf(options.host.proc);
    this.#openedAtTicks = Number(options.host.procText('uptime')?.split(' ', 1)[0]) * ticksPerSecond;
  }

  look(pids: readonly number[], uses: Uses): void {
    this.#looks += 1;
    this.#forgetAllBut(new Set(pids));
    let units = unitsPerLook;
    let seen = 0;
    for (; seen < pids.length && units > 0; seen += 1) units -= this.#lookAt(pids[(this.#cursor + seen) % pids.length] ?? 0, uses);
    this.#cursor = pids.length === 0 ? 0 : (this.#cursor + seen) % pids.length;
    for (const { identity, memory } of this.#rows.values()) {
      if (identity?.kind === 'process' && memory !== undefined) addMemory(uses.of(identity), memory);
    }
  }

  /** Answers the units that it cost. */
  #lookAt(pid: number, uses: Uses): number {
    const { host, proc } = this.#options;
    const known = this.#rows.get(pid);
    const isDue = (this.#looks + pid) % looksPerIdle === 0;
    if (known?.isKernelThread && known.isIdle && !isDue) return 0;
    const text = readText(`${proc.root}/${pid}/stat`, statBytes);
    if (!text) return 1;
    const now = processTimesOf(text);
    if (now === undefined) {
      host.reject('process', 'stat');
      return 1;
    }
    const isFirstLook = known?.startTicks !== now.startTicks;
    const row = this.#rowOf(pid, now);
    const used = now.userTicks - row.userTicks + now.systemTicks - row.systemTicks;
    if (isFirstLook && now.startTicks > this.#openedAtTicks && used < ticksWorthAName) return 1;
    const units = 1 + this.#nameIfNew(pid, row, now);
    if (row.identity === undefined) return units;
    row.isIdle = hasStoodStill(row, now);
    if (now.isKernelThread || now.hasEnded) row.memory = undefined;
    else if (isDue || !row.isIdle || row.memory === undefined) row.memory = memoryOf(proc.root, pid, this.#pageBytes);
    count(uses.of(row.identity), row, now);
    return units;
  }

  #rowOf(pid: number, now: ProcessTimes): Row {
    const known = this.#rows.get(pid);
    if (known?.startTicks === now.startTicks) return known;
    const isNew = now.startTicks > this.#openedAtTicks;
    const { userTicks, systemTicks, minorFaults, majorFaults } = isNew ? nothing : now;
    const { startTicks, isKernelThread, comm } = now;
    const unnamed = { identity: undefined, memory: undefined, isIdle: false };
    const row: Row = { startTicks, isKernelThread, comm, ...unnamed, userTicks, systemTicks, minorFaults, majorFaults };
    this.#rows.set(pid, row);
    return row;
  }

  /** A process that calls `exec` has another name from then on. One that has ended has nothing left to be named by. */
  #nameIfNew(pid: number, row: Row, now: ProcessTimes): number {
    const isKnown = row.identity !== undefined && row.comm === now.comm;
    if (isKnown || now.hasEnded) return 0;
    row.comm = now.comm;
    row.identity = this.#nameOf(pid, now) ?? row.identity;
    return now.isKernelThread ? 0 : unitsToName;
  }

  #nameOf(pid: number, { isKernelThread }: ProcessTimes): Identity | undefined {
    if (isKernelThread) return kernel;
    const facts = this.#options.proc.facts(pid);
    return facts && this.#options.identify(facts);
  }

  #forgetAllBut(pids: ReadonlySet<number>): void {
    for (const pid of this.#rows.keys()) if (!pids.has(pid)) this.#rows.delete(pid);
  }
}

/** Who neither ran nor touched new memory has what it had. */
function hasStoodStill(row: Row, now: ProcessTimes): boolean {
  return row.userTicks === now.userTicks && row.systemTicks === now.systemTicks && row.minorFaults === now.minorFaults;
}

function count(use: Use, row: Row, now: ProcessTimes): void {
  use.userSeconds += Math.max(0, now.userTicks - row.userTicks) / ticksPerSecond;
  use.systemSeconds += Math.max(0, now.systemTicks - row.systemTicks) / ticksPerSecond;
  use.majorFaults += Math.max(0, now.majorFaults - row.majorFaults);
  row.userTicks = now.userTicks;
  row.systemTicks = now.systemTicks;
  row.minorFaults = now.minorFaults;
  row.majorFaults = now.majorFaults;
}

/** Resident pages, those that a file or shared memory backs among them. */
export function memoryOf(root: string, pid: number, pageBytes: number): MemoryUse | undefined {
  const [, resident, shared] = readText(`${root}/${pid}/statm`, 256)?.split(' ').map(wholeOf) ?? [];
  if (resident === undefined || shared === undefined || shared > resident) return undefined;
  return { anonBytes: (resident - shared) * pageBytes, fileBytes: shared * pageBytes, workingSetBytes: resident * pageBytes };
}
