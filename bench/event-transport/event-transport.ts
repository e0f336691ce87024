import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, BenchResult, Contest, Figure, Verdict } from '../bench.ts';
import { ContenderProcess } from '../contender-process.ts';
import { contest } from '../contest.ts';
import { TransportReader } from './transport-reader.ts';

const here = import.meta.dirname;
const figures: readonly Figure[] = [
  { key: 'millionsPerSecond', name: 'read', unit: 'M/s', better: 'more' },
  { key: 'readNs', name: 'CPU to read one', unit: 'ns', better: 'less' },
  { key: 'makeNs', name: 'time to make one', unit: 'ns', better: 'less' },
];

const goal = { millionsPerSecond: 5, readNs: 100 };
/** Of the ring, and of the perf buffer of the one CPU that uses it. */
const transportBytes = 16 * 1024 * 1024;
/** The readers are on the last core. */
const producerCore = '0';

export const eventTransport: Bench = {
  goals: ['G3'],
  title: 'events of 64 bytes out of the kernel: a ring read in TypeScript, a perf buffer read in C',
  async run(tell) {
    if (process.getuid?.() !== 0) return { contests: [], verdicts: [], notes: ['not measured: it loads BPF programs, which needs root'] };
    return transport({ offeredMillions: [1, 3, 5, 7], rounds: 5, steadyMs: 300, tell });
  },
};

export interface TransportOptions {
  /** Events a second. */
  readonly offeredMillions: readonly number[];
  readonly rounds: number;
  readonly steadyMs: number;
  readonly tell: (text: string) => void;
}

/** Also what the test runs, with few events. */
export async function transport({ offeredMillions, rounds, steadyMs, tell }: TransportOptions): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  tell('compiling the kernel side, the producer and the peer');
  await compile(folder);
  const producer = stack.use(await ContenderProcess.binary('producer', 'taskset', ['-c', producerCore, join(folder, 'producer')]));
  const readers: TransportReader[] = [];
  for (const start of programs(folder, String(producer.hello.pid))) readers.push(new TransportReader(producer, stack.use(await start())));
  const contests: Contest[] = [];
  for (const [index, millions] of offeredMillions.entries()) {
    tell(`${rounds} rounds of ${millions} M/s`);
    // The last, which is woken for each event, is far below the first rate: it gets no more.
    const taking = index === 0 ? readers : readers.slice(0, -1);
    const contenders = taking.map((reader) => ({ name: reader.name, measure: () => reader.round(millions * 1e6, steadyMs) }));
    contests.push(await contest({ title: `${millions} M/s made, or what one core can`, figures, rounds, warmUps: index === 0 ? 2 : 0, contenders }));
  }
  const exact = readers.map((reader) => reader.account());
  return { contests, verdicts: [...exact, ...judge(contests, readers[0]?.lost)], notes: [] };
}

async function compile(folder: string): Promise<void> {
  const clang = async (source: string, output: string, args: readonly string[]) => {
    const common = ['-O2', '-Wall', '-Werror', `-DTRANSPORT_BYTES=${transportBytes}`, join(here, source), '-o', join(folder, output)];
    await promisify(execFile)('clang', [...common, ...args]);
  };
  const forKernel = ['-c', '-g', '-target', 'bpf', '-mcpu=v3', '-idirafter', `/usr/include/${machine()}-linux-gnu`];
  await Promise.all([
    clang('ring.bpf.c', 'ring.bpf.o', forKernel),
    clang('perf-buffer.bpf.c', 'perf-buffer.bpf.o', forKernel),
    clang('producer.c', 'producer', []),
    clang('peer.c', 'peer', ['-lbpf']),
  ]);
}

/** Ours first; the slowest last. */
function programs(folder: string, pid: string): (() => Promise<ContenderProcess>)[] {
  const [ring, perfBuffer, peer] = [join(folder, 'ring.bpf.o'), join(folder, 'perf-buffer.bpf.o'), join(folder, 'peer')];
  return [
    () => ContenderProcess.node('sonde', join(here, '../../collectors/runtime/count-events.ts'), [ring, pid, String(transportBytes)]),
    () => ContenderProcess.binary('the same ring, libbpf in C', peer, [ring, pid]),
    () => ContenderProcess.binary('perf buffer, libbpf in C, a wake for 100', peer, [perfBuffer, pid, '100']),
    () => ContenderProcess.binary('perf buffer, libbpf in C, a wake for each', peer, [perfBuffer, pid, '1']),
  ];
}

/** The goal is in user CPU. The kernel splits so little CPU time too roughly, so system time counts with it. */
function judge(contests: readonly Contest[], lost: number | undefined): Verdict[] {
  const ours = contests.map(({ standings }) => standings[0]?.figures);
  const most = Math.max(...ours.map((spreads) => spreads?.millionsPerSecond?.best ?? 0));
  const readNs = ours.at(-1)?.readNs?.best;
  const cost = `${readNs?.toFixed(0)} ns of CPU to read one at the highest rate, of ${goal.readNs} ns`;
  return [
    { says: `sonde: ${most.toFixed(1)} M/s of ${goal.millionsPerSecond} M/s`, holds: most >= goal.millionsPerSecond },
    { says: `sonde: ${lost} events lost at all rates, of 0`, holds: lost === 0 },
    { says: `sonde: ${cost}`, holds: readNs !== undefined && readNs <= goal.readNs },
  ];
}
