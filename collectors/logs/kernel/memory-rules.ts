import type { KernelRule } from './kernel-rule.ts';

const victim =
  'Kill(?:ed)? process (?<pid>\\d+) \\((?<object>.*?)\\)(?:,? UID:? ?\\d+)?,?(?: total-vm:(?<total_vm_kib>\\d+)kB, anon-rss:(?<anon_rss_kib>\\d+)kB, file-rss:(?<file_rss_kib>\\d+)kB(?:, shmem-rss:(?<shmem_rss_kib>\\d+)kB)?)?(?:, UID:(?<uid>\\d+))?(?: pgtables:(?<pgtables_kib>\\d+)kB)?(?: oom_score_adj:(?<oom_score_adj>-?\\d+))?(?: score \\d+ or sacrifice child)?$';

export const memoryRules: readonly KernelRule[] = [
  { type: 'oom_kill', severity: 'error', form: new RegExp(`^Memory cgroup out of memory: ${victim}`), reason: 'cgroup' },
  { type: 'oom_kill', severity: 'error', form: new RegExp(`^Out of memory(?: \\(oom_kill_allocating_task\\))?: ${victim}`), reason: 'global' },
  // Since 4.19 it stands before the line above, and names the cgroups.
  {
    type: 'oom_kill',
    severity: 'error',
    form: /^oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=.*?,oom_memcg=(?<oom_memcg>.*),task_memcg=(?<task_memcg>.*),task=(?<object>.*),pid=(?<pid>\d+),uid=(?<uid>\d+)$/,
    reason: 'cgroup',
  },
  {
    type: 'oom_kill',
    severity: 'error',
    form: /^oom-kill:constraint=CONSTRAINT_\w+,nodemask=.*?(?:,global_oom)?,task_memcg=(?<task_memcg>.*),task=(?<object>.*),pid=(?<pid>\d+),uid=(?<uid>\d+)$/,
    reason: 'global',
  },
  // Before 4.19 this came alone, after a line that said whose memory it was.
  { type: 'oom_kill', severity: 'error', form: new RegExp(`^${victim}`), reason: 'unknown' },
  { type: 'page_allocation_failure', severity: 'warning', form: /^(?<object>.+?): page allocation failure: order:(?<order>\d+)/ },
  {
    type: 'memory_hardware_error',
    severity: 'warning',
    form: /^EDAC (?<object>MC\d+): (?<count>\d+) CE (?<detail>.*)/,
    reason: 'corrected',
  },
  { type: 'memory_hardware_error', severity: 'error', form: /^EDAC (?<object>MC\d+): (?<count>\d+) UE (?<detail>.*)/, reason: 'uncorrected' },
  { type: 'memory_hardware_error', severity: 'warning', form: /\bCE memory read error\b/, reason: 'corrected' },
  { type: 'memory_hardware_error', severity: 'warning', form: /\[Hardware Error\]: event severity: (?<reason>corrected)/ },
  { type: 'memory_hardware_error', severity: 'error', form: /\[Hardware Error\]: event severity: (?<reason>recoverable|fatal)/ },
  { type: 'memory_hardware_error', severity: 'error', form: /^Memory failure: (?<address>0x[0-9a-f]+): recovery action for (?<reason>.+?): / },
];
