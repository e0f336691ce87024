import { setTimeout as delay } from 'node:timers/promises';
import type { Tail } from './files/tail.ts';
import type { Tails } from './files/tails.ts';
import { type BatchBuilder, NotTakenError } from './lines/batch-builder.ts';
import { paced } from './paced.ts';
import type { Source } from './sources.ts';

export interface ReadLoopOptions {
  readonly tails: Tails;
  readonly sources: readonly Source[];
  readonly builder: BatchBuilder;
  readonly signal: AbortSignal;
  readonly onTrouble: (trouble: unknown) => void;
}

/** How long a line may wait for others to travel with. */
const lingerMs = 200;
const pollMs = { busy: 100, quiet: 500 };
/** A file in which nothing came for so long is looked at less often. */
const quietAfterMs = 10_000;
/**
 * How often what mostly has not changed is looked at. What is made and removed again between two looks for files is never read: where
 * one was found others follow, and Kubernetes rotates every ten seconds at most.
 */
const paces = {
  discover: { leastMs: 500, mostMs: 10_000, mostAfterFindMs: 2000 },
  quiet: { leastMs: 500, mostMs: 10_000, mostAfterFindMs: 10_000 },
  tend: { leastMs: 3000, mostMs: 10_000, mostAfterFindMs: 10_000 },
};
/** After a spool that takes nothing: its disk is full. */
const refusedMs = 1000;

/** Reads all files, evenly, until it is told to stop; then hands on what it has. */
export async function readLoop(options: ReadLoopOptions): Promise<void> {
  const { builder, signal, onTrouble } = options;
  const turn = turns(options);
  while (!signal.aborted) {
    try {
      await delay(turn(), undefined, { signal }).catch(() => {});
    } catch (trouble) {
      onTrouble(trouble);
      await delay(refusedMs, undefined, { signal }).catch(() => {});
    }
  }
  try {
    builder.finish();
  } catch (trouble) {
    onTrouble(trouble);
  }
}

/** What is done again and again; answers after how many milliseconds. */
function turns({ tails, sources, builder, onTrouble }: ReadLoopOptions): () => number {
  const round = (some: readonly Tail[]) => readEach(some, (tail) => tails.read(tail), onTrouble);
  const discover = paced(paces.discover, () => tails.discover());
  const readQuiet = paced(paces.quiet, () => round([...tails.open].filter((tail) => isQuiet(tail) && !tail.isRotated)));
  const tend = paced(paces.tend, () => tails.tend());
  /** Of many files few are busy: all are looked through only when one may have become so, or be gone. */
  let known: readonly Tail[] | undefined;
  return () => {
    if (builder.isFull) builder.flush();
    builder.tick();
    const before = known;
    known = undefined;
    const isAnew = [discover(), readQuiet(), tend()].includes(true);
    const busy = (isAnew || before === undefined ? [...tails.open] : before).filter((tail) => !isQuiet(tail));
    const isMore = [round(busy), readEach(sources, (source) => source.read(), onTrouble)].includes(true);
    if (Date.now() - (builder.sinceMs ?? Date.now()) >= lingerMs) builder.flush();
    known = busy;
    if (isMore) return 0;
    return busy.length > 0 ? pollMs.busy : pollMs.quiet;
  };
}

const isQuiet = ({ grewMs }: Tail): boolean => Date.now() - grewMs >= quietAfterMs;

/** A piece of each; answers whether any has more. One that cannot be read keeps no other from being read, nor what was read from going on. */
function readEach<One extends Tail | Source>(some: readonly One[], read: (one: One) => boolean, onTrouble: (trouble: unknown) => void): boolean {
  const more = some.filter((one) => {
    try {
      return read(one);
    } catch (cause) {
      if (cause instanceof NotTakenError) throw cause;
      onTrouble('path' in one ? new Error(`reading ${one.path}`, { cause }) : cause);
      return false;
    }
  });
  return more.length > 0;
}
