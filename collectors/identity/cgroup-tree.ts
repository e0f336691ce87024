import { statOf, subdirectories } from './proc-files.ts';

interface Options {
  /** Where cgroup v2 is mounted. */
  readonly mount: string;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
  readonly maxEntries?: number;
}

/** A new container brings several cgroups at once: a few walks may follow each other before the rate holds. */
const burst = 3;
const refillMs = 1000;
/** A walk may take at most this share of the time: 1/50 of a core. */
const idleFactor = 50;

/**
 * Paths of cgroup v2 ids (the inodes of their directories; the kernel gives no id twice). A miss walks the tree again,
 * at most once a second on average. Ids of removed cgroups stay known, because processes are named after they have ended.
 */
export function cgroupTree({ mount, now = () => performance.now(), maxEntries = 16_384 }: Options) {
  const paths = new Map<bigint, string>();
  const gone = new Set<bigint>();
  let credit = burst;
  let creditAt = now();
  let lastWalkMs = 0;

  function mayWalk(): boolean {
    const at = now();
    credit = Math.min(burst, credit + (at - creditAt) / Math.max(refillMs, idleFactor * lastWalkMs));
    creditAt = at;
    if (credit < 1) return false;
    credit -= 1;
    return true;
  }

  function remember(id: bigint, path: string): void {
    paths.delete(id);
    paths.set(id, path);
    if (paths.size > maxEntries) dropOldest(paths.keys(), (key) => paths.delete(key));
  }

  /** True if the whole tree was seen. */
  function walk(): boolean {
    const started = performance.now();
    const waiting = [''];
    for (let left = maxEntries; left > 0 && waiting.length > 0; left -= 1) {
      const path = waiting.pop() ?? '';
      const stat = statOf(mount + path);
      if (stat === undefined) continue;
      remember(stat.ino, path || '/');
      // kernfs counts sub-directories in nlink: most cgroups are leaves, and need no reading of their control files.
      if (stat.nlink !== 2n) waiting.push(...subdirectories(mount + path).map((name) => `${path}/${name}`));
    }
    lastWalkMs = performance.now() - started;
    return waiting.length === 0;
  }

  return {
    /** The path from the mount, `/` for the root; undefined if it was gone at the first look or is not known yet. */
    path(id: bigint): string | undefined {
      const known = paths.get(id);
      if (known !== undefined || id === 0n || gone.has(id) || !mayWalk()) return known;
      const whole = walk();
      const found = paths.get(id);
      if (found === undefined && whole) {
        gone.add(id);
        if (gone.size > maxEntries) dropOldest(gone.values(), (key) => gone.delete(key));
      }
      return found;
    },
    size: () => paths.size + gone.size,
  };
}

function dropOldest(keys: IterableIterator<bigint>, drop: (key: bigint) => void): void {
  const { value } = keys.next();
  if (value !== undefined) drop(value);
}
