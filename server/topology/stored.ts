import type { Prometheus } from '../store/prometheus.ts';

/** A restart of Prometheus may cost some scrapes: only more than that is trouble. */
const scrapesUntilLate = 6;
const leastLateMs = 30_000;

/** Tells since when nothing was stored, in milliseconds since the epoch; undefined while Prometheus goes on storing. */
export function storedUntil(prometheus: Prometheus, intervalSeconds: number): (nowMs: number) => Promise<number | undefined> {
  const lateMs = Math.max(leastLateMs, scrapesUntilLate * intervalSeconds * 1000);
  let newestMs: number | undefined;
  return async (nowMs) => {
    const [newest] = await prometheus.instant('max(timestamp(up))', nowMs);
    // Prometheus looks back 5 minutes; what it said before stays true.
    if (newest !== undefined) newestMs = newest.value * 1000;
    return newestMs !== undefined && nowMs - newestMs > lateMs ? newestMs : undefined;
  };
}
