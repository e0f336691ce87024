import { metric } from './metric.ts';

/** What the kernel itself tells of trouble. */

export const oomKills = metric(
  'counter',
  'sonde_oom_kills_total',
  'Processes that the kernel killed for want of memory: because their cgroup had reached its limit, or because the host had none left. Each is an event as well, kernel.oom_kill.',
  ['scope'],
  { values: { scope: ['global', 'cgroup'] } },
);

/** What containers stand on. */
export const runtimeUnits = ['kubelet', 'containerd', 'docker', 'crio'] as const;

export const runtimeStarts = metric(
  'counter',
  'sonde_runtime_starts_total',
  'Starts of the services that run containers, as seen by their cgroups: one that leaves processes behind when it ends is not seen to start again.',
  ['unit'],
  { values: { unit: runtimeUnits } },
);
