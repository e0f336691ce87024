import { closeSync } from 'node:fs';
import type { BpfObject, BpfProgram } from './bpf-object.ts';
import * as libbpf from './libbpf.ts';

/** Statistics cost each program run about 20 ns, so they are on only for a sample. */
const sampleMs = 250;
/** A sample counts for about a minute of sweeps: in one alone, on a quiet host, most programs do not run at all. */
const keptOfEarlier = 0.92;

/** `struct bpf_prog_info` up to and with `recursion_misses` (Linux 5.12). */
const infoBytes = 216;
const runTimeAt = 192;
const runCountAt = 200;
const missesAt = 208;

export interface ProgramCost {
  readonly name: string;
  readonly hook: string;
  readonly runsPerSecond: number;
  readonly nsPerRun: number;
}

/** What the programs of one collector cost in the kernel. */
export interface KernelCost {
  /** Scaled from the samples to the whole time. */
  readonly cpuSeconds: number;
  /** Runs that the kernel skipped, because the same program was running on that CPU already. */
  readonly missedRuns: number;
  readonly programs: readonly ProgramCost[];
}

interface Account {
  readonly program: BpfProgram;
  readonly owner: string;
  misses: number;
  cpuSeconds: number;
  /** Of the last samples, the newest weighing most. */
  recent: Reading & { readonly ms: number };
}

export interface Bill {
  charge(ownerOf: (program: BpfProgram) => string, object: BpfObject): void;
  /** Takes one sample; the time since the last one is billed at its rate. */
  sample(): Promise<void>;
  costOf(owner: string): KernelCost;
}

/** The price of every program, from the kernel's own BPF statistics. Iterators run inside the agent's system time and are left out. */
export function bill(): Bill {
  const accounts: Account[] = [];
  const info = new Uint8Array(infoBytes);
  const view = new DataView(info.buffer);
  let billedUntil = performance.now();

  const read = (account: Account): Reading => {
    info.fill(0); // the kernel also reads it: counts and pointers of arrays that are wanted
    libbpf.readInfo(account.program.fd, info);
    account.misses = Number(view.getBigUint64(missesAt, true));
    return { ns: Number(view.getBigUint64(runTimeAt, true)), runs: Number(view.getBigUint64(runCountAt, true)) };
  };

  return {
    charge(ownerOf, object) {
      for (const program of object.programs) {
        if (!program.hook.startsWith('iter/')) accounts.push({ program, owner: ownerOf(program), misses: 0, cpuSeconds: 0, recent: { ns: 0, runs: 0, ms: 0 } });
      }
    },
    async sample() {
      const statistics = libbpf.enableStatistics();
      const start = performance.now();
      // Somebody else may have statistics on as well: only what falls into the sample is scaled.
      const before = accounts.map(read);
      try {
        await new Promise((resolve) => setTimeout(resolve, sampleMs));
        const end = performance.now();
        const sampledMs = end - start;
        for (const [index, account] of accounts.entries()) bookSample(account, before[index], read(account), sampledMs, end - billedUntil);
        billedUntil = end;
      } finally {
        closeSync(statistics);
      }
    },
    costOf(owner) {
      const own = accounts.filter((account) => account.owner === owner);
      return {
        cpuSeconds: own.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
        missedRuns: own.reduce((sum, { misses }) => sum + misses, 0),
        programs: own.map(costOfProgram),
      };
    },
  };
}

interface Reading {
  readonly ns: number;
  readonly runs: number;
}

function bookSample(account: Account, before: Reading | undefined, after: Reading, sampledMs: number, sinceLastMs: number): void {
  if (before === undefined) return;
  const ns = after.ns - before.ns;
  const runs = after.runs - before.runs;
  account.cpuSeconds += (ns / 1e9) * (sinceLastMs / sampledMs);
  const { recent } = account;
  account.recent = { ns: recent.ns * keptOfEarlier + ns, runs: recent.runs * keptOfEarlier + runs, ms: recent.ms * keptOfEarlier + sampledMs };
}

function costOfProgram({ program: { name, hook }, recent: { ns, runs, ms } }: Account): ProgramCost {
  return { name, hook, runsPerSecond: ms === 0 ? 0 : (runs * 1000) / ms, nsPerRun: runs === 0 ? 0 : ns / runs };
}
