import { closeSync } from 'node:fs';
import type { BpfObject, BpfProgram } from './bpf-object.ts';
import * as libbpf from './libbpf.ts';

/** Statistics cost each program run about 20 ns, so they are on only for a sample. */
const sampleMs = 250;

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
  runTimeNs: number;
  runs: number;
  misses: number;
  cpuSeconds: number;
  runsPerSecond: number;
  nsPerRun: number;
}

export interface Bill {
  charge(owner: string, object: BpfObject): void;
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

  const read = (account: Account): { ns: number; runs: number } => {
    info.fill(0); // the kernel also reads it: counts and pointers of arrays that are wanted
    libbpf.readInfo(account.program.fd, info);
    const runTimeNs = Number(view.getBigUint64(runTimeAt, true));
    const runs = Number(view.getBigUint64(runCountAt, true));
    account.misses = Number(view.getBigUint64(missesAt, true));
    const spent = { ns: runTimeNs - account.runTimeNs, runs: runs - account.runs };
    account.runTimeNs = runTimeNs;
    account.runs = runs;
    return spent;
  };

  return {
    charge(owner, object) {
      for (const program of object.programs) {
        if (!program.hook.startsWith('iter/'))
          accounts.push({ program, owner, runTimeNs: 0, runs: 0, misses: 0, cpuSeconds: 0, runsPerSecond: 0, nsPerRun: 0 });
      }
    },
    async sample() {
      const statistics = libbpf.enableStatistics();
      const start = performance.now();
      try {
        await new Promise((resolve) => setTimeout(resolve, sampleMs));
      } finally {
        closeSync(statistics);
      }
      const end = performance.now();
      const scale = (end - billedUntil) / (end - start);
      billedUntil = end;
      for (const account of accounts) {
        const { ns, runs } = read(account);
        account.cpuSeconds += (ns / 1e9) * scale;
        account.runsPerSecond = (runs * 1000) / (end - start);
        account.nsPerRun = runs === 0 ? 0 : ns / runs;
      }
    },
    costOf(owner) {
      const own = accounts.filter((account) => account.owner === owner);
      return {
        cpuSeconds: own.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
        missedRuns: own.reduce((sum, { misses }) => sum + misses, 0),
        programs: own.map(({ program, runsPerSecond, nsPerRun }) => ({ name: program.name, hook: program.hook, runsPerSecond, nsPerRun })),
      };
    },
  };
}
