import { l7Stat } from '../../bpf/gen/l7.ts';

/** One in 64 at most. */
const mostHalvings = l7Stat.L7_STAT_COUNT - l7Stat.L7_STAT_ESTIMATES;
/** Sweeps far below the budget until more is followed again: a minute. */
const calmSweeps = 12;
const calmShare = 0.25;

export interface SamplingOptions {
  /** Seconds of CPU a second that may go into requests in the kernel. */
  readonly budgetCores: number;
  /** CPU seconds that went into them since the start. */
  readonly kernelSeconds: () => number;
  /** Requests since the start that were counted twice, four times, and so on, because they stood for others. */
  readonly estimates: () => readonly number[];
  /** Tells the kernel side: of 2^halvings connections one is followed. */
  readonly apply: (halvings: number) => void;
  readonly nowMs?: () => number;
}

/**
 * Halves how many connections are followed while requests cost more than their budget. Each sweep answers of how many one is
 * followed, or was when the connections began of which requests were counted since the last sweep, whichever is more.
 */
export function sampling({ budgetCores, kernelSeconds, estimates, apply, nowMs = () => performance.now() }: SamplingOptions): () => number {
  let halvings = 0;
  let calm = 0;
  let last = { seconds: kernelSeconds(), atMs: nowMs(), estimates: estimates() };
  const change = (to: number) => {
    calm = 0;
    if (to === halvings) return;
    halvings = to;
    apply(halvings);
  };
  return () => {
    const now = { seconds: kernelSeconds(), atMs: nowMs(), estimates: estimates() };
    const elapsed = (now.atMs - last.atMs) / 1000;
    const cores = elapsed > 0 ? (now.seconds - last.seconds) / elapsed : 0;
    const counted = now.estimates.findLastIndex((requests, row) => requests > (last.estimates[row] ?? 0)) + 1;
    last = now;
    if (cores > budgetCores) change(Math.min(mostHalvings, halvings + 1));
    else if (cores < budgetCores * calmShare) calm += 1;
    else calm = 0;
    if (calm >= calmSweeps) change(Math.max(0, halvings - 1));
    return 2 ** Math.max(halvings, counted);
  };
}
