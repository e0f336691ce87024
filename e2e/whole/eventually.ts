import { setTimeout as delay } from 'node:timers/promises';

/** Tries until it succeeds; after the deadline it fails with the reason of the last try. */
export async function eventually<T>(what: string, deadlineMs: number, attempt: () => T | Promise<T>, pollMs = 500): Promise<T> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (Date.now() >= until) throw new Error(`${what}: not within ${(deadlineMs / 1000).toFixed(1)} s`, { cause });
    }
    await delay(pollMs);
  }
}
