import type { Bounded } from './bounded.ts';

const mostBytes = 24 << 20;

/** Reads a line that has no end, which it keeps in memory. Where its bound does not hold, the second one ends it. */
export const memoryHogRun: Bounded = {
  unit: 'memory-hog.service',
  bound: {
    controller: 'memory',
    unified: [
      ['memory.max', `${mostBytes}`],
      ['memory.swap.max', '0'],
    ],
    legacy: [
      ['memory.limit_in_bytes', `${mostBytes}`],
      ['memory.swappiness', '0'],
    ],
  },
  run: 'ulimit -v 262144; while :; do tail /dev/zero; sleep 2; done 2>/dev/null',
};
