import { setTimeout as delay } from 'node:timers/promises';
import type { SmallDisk } from '../whole/small-disk.ts';
import type { Child } from './child.ts';
import type { Pair } from './pair.ts';

/** What faults happen to. */
export interface Victims {
  readonly pair: Pair;
  readonly agent: Child;
  /** Where the spool is. */
  readonly disk: SmallDisk;
}

export interface Fault<Victim> {
  readonly name: string;
  /** Of twenty. */
  readonly times: number;
  /** It is over, and mended, when this resolves. */
  readonly happen: (victims: Victim, random: () => number) => unknown;
}

const stopped = { leastMs: 200, mostMs: 800 };
const full = { leastMs: 300, mostMs: 1500 };

export async function stopAWhile(child: Child, random: () => number): Promise<void> {
  child.signal('SIGSTOP');
  await delay(between(stopped, random));
  child.signal('SIGCONT');
}

function between({ leastMs, mostMs }: { readonly leastMs: number; readonly mostMs: number }, random: () => number): number {
  return leastMs + random() * (mostMs - leastMs);
}

export async function again(child: Child): Promise<void> {
  await child.end('SIGKILL');
  await child.start();
}

export async function serverAgain(pair: Pair): Promise<void> {
  await pair.server.end('SIGKILL');
  await pair.startServer();
}

async function fullDisk({ pair, disk }: Victims, random: () => number, meanwhile: (pair: Pair) => Promise<void>): Promise<void> {
  const makeRoom = await disk.fill();
  await delay(between(full, random) / 2);
  await meanwhile(pair);
  await delay(between(full, random) / 2);
  makeRoom();
}

export const faults: readonly Fault<Victims>[] = [
  { name: 'the reader is killed', times: 5, happen: ({ pair }) => again(pair.reader) },
  { name: 'the server is killed', times: 4, happen: ({ pair }) => serverAgain(pair) },
  { name: 'reader and server are killed at once', times: 1, happen: ({ pair }) => Promise.all([again(pair.reader), serverAgain(pair)]) },
  { name: 'the agent is killed', times: 1, happen: ({ agent }) => again(agent) },
  { name: 'the reader is stopped', times: 2, happen: ({ pair }, random) => stopAWhile(pair.reader, random) },
  { name: 'the server is stopped', times: 1, happen: ({ pair }, random) => stopAWhile(pair.server, random) },
  { name: 'the agent is stopped', times: 1, happen: ({ agent }, random) => stopAWhile(agent, random) },
  { name: 'the disk is full', times: 2, happen: (victims, random) => fullDisk(victims, random, async () => {}) },
  { name: 'the disk is full, and the reader killed', times: 1, happen: (victims, random) => fullDisk(victims, random, (pair) => again(pair.reader)) },
  { name: 'the connection is cut', times: 2, happen: ({ pair }) => pair.way.cut() },
];

/** One after the other, without end: of each twenty all, in an order of chance. */
export function* inTurn<Victim>(kinds: readonly Fault<Victim>[], random: () => number): Generator<Fault<Victim>, never> {
  for (;;) {
    const left = kinds.flatMap((fault) => Array.from({ length: fault.times }, () => fault));
    while (left.length > 0) yield* left.splice(Math.floor(random() * left.length), 1);
  }
}
