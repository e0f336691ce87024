import type { Bounded } from './bounded.ts';

const periodUs = 50_000;
const quotaUs = 5000;

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
