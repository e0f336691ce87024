import { metric } from './metric.ts';

/** What the kernel itself tells of trouble. */

export const oomKills = metric(
  'counter',
  'sonde_oom_kills_total',
  'Processes that the kernel killed for want of memory: because their cgroup had reached its limit, or because the host had none left. Each is an event as well, kernel.oom_kill.',
  ['scope'],
  { values: { scope: ['global', 'cgroup'] } },
);
