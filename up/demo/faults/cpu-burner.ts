import type { Bounded } from './bounded.ts';

const periodUs = 50_000;
/** Enough to be among the busiest of a host, who alone are named. */
const quotaUs = 15_000;

export const cpuBurnerRun: Bounded = {
  unit: 'cpu-burner.service',
  bound: {
    controller: 'cpu',
    unified: [['cpu.max', `${quotaUs} ${periodUs}`]],
    legacy: [
      ['cpu.cfs_period_us', `${periodUs}`],
      ['cpu.cfs_quota_us', `${quotaUs}`],
    ],
  },
  run: 'while :; do :; done',
};
