import { ProblemError } from '../problem.ts';

/** Lets so many through at once, and so many each second from then on; who comes too often is told. */
export function pace({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }, now: () => number = () => performance.now()): () => void {
  let left = burst;
  let lastMs = now();
  return () => {
    const nowMs = now();
    left = Math.min(burst, left + ((nowMs - lastMs) / 1000) * perSecond);
    lastMs = nowMs;
    if (left < 1) throw new ProblemError(429, `more than ${perSecond} a second are not taken: try again in a second`);
    left -= 1;
  };
}
