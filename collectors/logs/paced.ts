/** Of one core, work takes at most this share, where its pace allows for it. */
const idleShare = 0.002;

export interface Pace {
  /** After so long at the earliest. */
  readonly leastMs: number;
  /** After so long at the latest, whatever it costs. */
  readonly mostMs: number;
  /** The same, where something was found: more may follow. */
  readonly mostAfterFindMs: number;
}

/**
 * Does it now and then: the more of the processor it takes, the less often. What is over at once is not measured: that alone takes as
 * long. Answers whether it did. The work answers whether it found anything.
 */
export function paced({ leastMs, mostMs, mostAfterFindMs }: Pace, work: () => boolean): () => boolean {
  let dueMs = 0;
  let isCostly = false;
  const shortMs = leastMs * idleShare;
  return () => {
    const startMs = performance.now();
    if (startMs < dueMs) return false;
    const before = isCostly ? process.cpuUsage() : undefined;
    const hasFound = work();
    const { user, system } = before === undefined ? { user: 0, system: 0 } : process.cpuUsage(before);
    const endMs = performance.now();
    isCostly = endMs - startMs > shortMs;
    dueMs = endMs + Math.min(hasFound ? mostAfterFindMs : mostMs, Math.max(leastMs, (user + system) / 1000 / idleShare));
    return true;
  };
}
