import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AgentConfig } from '#contract/children.ts';
import { smallDisk } from '../whole/small-disk.ts';
import { freePorts } from '../whole/sonde.ts';
import { Child } from './child.ts';
import { inTurn, faults as kinds } from './faults.ts';
import { Pair } from './pair.ts';
import { seeded } from './random.ts';
import { Tally } from './tally.ts';
import { Writer } from './writer.ts';

export interface FaultLoop {
  readonly faults: number;
  /** The same faults, in the same order, and the same lines and rotations, for the same seed. */
  readonly seed: number;
  readonly onFault: (name: string) => void;
}

export interface Proof {
  readonly written: number;
  /** Different lines that are in the store. */
  readonly found: number;
  /** Lines that were counted as lost. */
  readonly lost: number;
  /** The first runs of lines that are not in the store. */
  readonly missing: readonly string[];
  /** What nobody wrote, or what is there more than once. */
  readonly strange: readonly string[];
}

const writers = 20;
const writeEveryMs = 20;
/** After so long without one more line none is waited for. */
const stillMs = 90_000;
const lookEveryMs = 500;
/** More than the spool of all that comes while nothing takes it. */
const diskMebibytes = 24;

/** Lets things go wrong while lines are written, and tells what became of the lines. */
export async function faultLoop({ faults, seed, onFault }: FaultLoop): Promise<Proof> {
  await using disk = await smallDisk(diskMebibytes);
  await using pair = await Pair.start({ spoolFolder: join(disk.path, 'logs') });
  const agent = await kernelAgent(pair);
  try {
    return await proofUnder(pair, { seed, writeEveryMs }, async (choices) => {
      for (const fault of inTurn(kinds, choices).take(faults)) {
        await delay(100 + choices() * 400);
        onFault(fault.name);
        await fault.happen({ pair, agent, disk }, choices);
      }
    });
  } finally {
    await agent.end('SIGKILL');
  }
}

/** Lines are written while things go wrong; then what became of them is told. */
export async function proofUnder(
  pair: Pair,
  { seed, writeEveryMs }: { readonly seed: number; readonly writeEveryMs: number },
  goWrong: (choices: () => number) => Promise<void>,
): Promise<Proof> {
  const random = seeded(seed);
  const all = Array.from({ length: writers }, (_, number) => new Writer(pair.logs, number, random));
  const writing = setInterval(() => {
    for (const writer of all) if (random() < 0.5) writer.write(1 + Math.floor(random() * 20));
  }, writeEveryMs);
  try {
    await goWrong(seeded(seed + 1));
  } finally {
    clearInterval(writing);
  }
  return await proofOf(
    pair,
    all.map(({ written }) => written),
  );
}

/** Waits for so many, as long as more come: what waits in files and spool is brought as fast as the machine allows. What is missing then is told by itself. */
async function arrived(counted: () => Promise<number>, all: number): Promise<void> {
  let most = -1;
  for (let moreMs = Date.now(); Date.now() - moreMs < stillMs; await delay(lookEveryMs)) {
    const now = await counted().catch(() => most);
    if (now >= all) return;
    if (now > most) [most, moreMs] = [now, Date.now()];
  }
}

/** Half of it each time, so that a later end costs a few more looks. */
const afterAllMs = 2 ** 42;

/** What is in the store once all that was written is, or is counted as lost. */
export async function proofOf(pair: Pair, written: readonly number[]): Promise<Proof> {
  const sum = written.reduce((lines, more) => lines + more, 0);
  const counted = async () => {
    const { total, lost } = await pair.histogram({ from: '0', buckets: '1' });
    return { total, lost };
  };
  await arrived(async () => {
    const { total, lost } = await counted();
    return total + lost;
  }, sum);
  const tally = new Tally(written);
  for await (const { message } of pair.eachOf(0, afterAllMs)) tally.add(message);
  const { lost } = await counted();
  return { written: sum, found: tally.found, lost, missing: tally.toldMissing(), strange: tally.strange };
}

/** The process beside the reader, which has no part in the lines: whatever becomes of it is nothing to them. */
async function kernelAgent(pair: Pair): Promise<Child> {
  const ports = await freePorts();
  const agent = new Child('collectors/main.ts', {
    node: 'test',
    cluster: 'test',
    version: '0',
    listen: { host: '127.0.0.1', port: ports.agent },
    allowedHosts: [],
    bpfObjects: join(import.meta.dirname, '../../.build/bpf'),
    folder: join(pair.folder, 'agent'),
    seriesBudget: 3000,
    scrapeIntervalSeconds: 5,
    ingest: pair.recordsIngest,
    limits: { requestsCpuPercent: 100, edges: 1024, processes: 1024, tuples: 1024, ringBytes: 64 << 10 },
  } satisfies AgentConfig);
  await agent.start();
  return agent;
}
