/** CPU time of this process, in seconds. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Runs the work and tells how much CPU time it used. */
export function timed<T>(work: () => T, charge: (seconds: number) => void): T {
  const start = cpuSeconds();
  try {
    return work();
  } finally {
    charge(cpuSeconds() - start);
  }
}
