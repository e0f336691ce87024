/** One in 64 at most. */
const mostHalvings = 6;
/** Sweeps far below the budget until more is followed again: five minutes. */
const calmSweeps = 60;
const calmShare = 0.25;

export interface SamplingOptions {
  /** Seconds of CPU a second that may go into requests in the kernel. */
  readonly budgetCores: number;
  /** CPU seconds that went into them since the start. */
  readonly kernelSeconds: () => number;
  /** Tells the kernel side: of 2^halvings connections one is followed. */
  readonly apply: (halvings: number) => void;
  readonly nowMs?: () => number;
}

/** Halves how many connections are followed while requests cost more than their budget. Each sweep answers of how many one is followed. */
export function sampling({ budgetCores, kernelSeconds, apply, nowMs = () => performance.now() }: SamplingOptions): () => number {
  let halvings = 0;
  let calm = 0;
  let last = { seconds: kernelSeconds(), atMs: nowMs() };
  const change = (to: number) => {
    calm = 0;
    if (to === halvings) return;
    halvings = to;
    apply(halvings);
  };
  return () => {
    const now = { seconds: kernelSeconds(), atMs: nowMs() };
    const elapsed = (now.atMs - last.atMs) / 1000;
    const cores = elapsed > 0 ? (now.seconds - last.seconds) / elapsed : 0;
    last = now;
    if (cores > budgetCores) change(Math.min(mostHalvings, halvings + 1));
    else if (cores < budgetCores * calmShare) calm += 1;
    else calm = 0;
    if (calm >= calmSweeps) change(Math.max(0, halvings - 1));
    return 2 ** halvings;
  };
}
