import { setTimeout as delay } from 'node:timers/promises';
import type { Tail } from './files/tail.ts';
import type { Tails } from './files/tails.ts';
import { type BatchBuilder, NotTakenError } from './lines/batch-builder.ts';
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
/** Of looking at what has not changed: at most this share of one core. */
const idleShare = 0.002;
const shortest = { discoverMs: 500, quietMs: 500, tendMs: 3000 };
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
  const discover = paced(shortest.discoverMs, () => tails.discover());
  const readQuiet = paced(shortest.quietMs, () => round([...tails.open].filter((tail) => isQuiet(tail) && !tail.isRotated)));
  const tend = paced(shortest.tendMs, () => tails.tend());
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

/**
 * Does it now and then: the more of the processor it takes, the less often. What is over at once is not measured: that alone takes as
 * long. Answers whether it did.
 */
function paced(leastMs: number, work: () => void): () => boolean {
  let dueMs = 0;
  let isCostly = false;
  const shortMs = leastMs * idleShare;
  return () => {
    const startMs = performance.now();
    if (startMs < dueMs) return false;
    const before = isCostly ? process.cpuUsage() : undefined;
    work();
    const { user, system } = before === undefined ? { user: 0, system: 0 } : process.cpuUsage(before);
    const endMs = performance.now();
    isCostly = endMs - startMs > shortMs;
    dueMs = endMs + Math.max(leastMs, (user + system) / 1000 / idleShare);
    return true;
  };
}
