/** Nanoseconds of the clock that the kernel side stamps with (CLOCK_MONOTONIC). */
export function kernelNowNs(): number {
  return Number(process.hrtime.bigint());
}

/** When that was. The clocks are compared now, because the wall clock may have been set since the start. */
export function dateOf(stampNs: number): Date {
  return new Date(Date.now() - Math.max(0, (kernelNowNs() - stampNs) / 1e6));
}
