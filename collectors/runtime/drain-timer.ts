/** An empty 10 ms timer alone costs 1.3 % of a core. */
const idleWaitMs = 100;
const busyWaitMs = 5;
const busyShare = 0.05;

/**
 * How long until the next drain, after one that waited `waitedMs` and found this share of the fullest ring. The wait
 * only doubles while little is found: at once to 100 ms, a load just below the busy share would fill the ring, and so
 * would a busy writer that goes on after a short pause.
 */
export function nextWaitMs(waitedMs: number, fullest: number): number {
  return fullest > busyShare ? busyWaitMs : Math.min(idleWaitMs, waitedMs * 2);
}

interface Drained {
  drain(): number;
}

/** Answers the share of the fullest ring that was full. One that fails keeps no other waiting, and counts as full: it may have more. */
export function drainAll(rings: readonly Drained[], onError: (cause: unknown) => void): number {
  let fullest = 0;
  for (const one of rings) {
    try {
      fullest = Math.max(fullest, one.drain());
    } catch (cause) {
      fullest = 1;
      onError(cause);
    }
  }
  return fullest;
}

/** Drains all rings on one timer, faster while they fill. Answers how to stop. */
export function drainOnTimer(rings: readonly Drained[], onError: (cause: unknown) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let waitMs = idleWaitMs;
  const turn = () => {
    waitMs = nextWaitMs(waitMs, drainAll(rings, onError));
    timer = setTimeout(turn, waitMs);
  };
  if (rings.length > 0) timer = setTimeout(turn, waitMs);
  return () => clearTimeout(timer);
}
