import type { KernelRule } from './kernel-rule.ts';

export const processorRules: readonly KernelRule[] = [
  {
    type: 'hung_task',
    severity: 'error',
    form: /^INFO: task (?<object>.+):(?<pid>\d+) (?:<.*> )?(?:is )?blocked (?:in I\/O wait )?for more than (?<seconds>\d+) seconds/,
  },
  { type: 'soft_lockup', severity: 'error', form: /BUG: soft lockup - CPU#(?<cpu>\d+) stuck for (?<seconds>\d+)s! \[(?<object>.+):(?<pid>\d+)\]/ },
  { type: 'hard_lockup', severity: 'error', form: /Watchdog detected hard LOCKUP on cpu (?<cpu>\d+)/ },
  { type: 'panic', severity: 'error', form: /Kernel panic - not syncing: (?<reason>.+)/ },
  { type: 'rcu_stall', severity: 'error', form: /INFO: (?<object>rcu\w*) self-detected stall on CPU/ },
  { type: 'rcu_stall', severity: 'error', form: /INFO: (?<object>rcu\w*) detected (?:expedited )?stalls on CPUs\/tasks/ },
  // Since 5.1 with "address:", before it with "unable to handle".
  { type: 'oops', severity: 'error', form: /BUG: kernel NULL pointer dereference, address: (?<address>\S+)/, reason: 'null_dereference' },
  {
    type: 'oops',
    severity: 'error',
    form: /nable to handle kernel NULL pointer dereference at (?:virtual address )?(?<address>\S+)/,
    reason: 'null_dereference',
  },
  {
    type: 'oops',
    severity: 'error',
    form: /nable to handle (?:kernel paging request|page fault for address:)(?: at)?(?: virtual address)? ?(?<address>\S+)/,
    reason: 'page_fault',
  },
  { type: 'oops', severity: 'error', form: /^divide error: [0-9a-f]+ \[#(?<number>\d+)\]/, reason: 'divide_error' },
  { type: 'oops', severity: 'error', form: /^general protection fault(?:, .*?)?: [0-9a-f]+ \[#(?<number>\d+)\]/, reason: 'general_protection_fault' },
  { type: 'oops', severity: 'error', form: /^kernel BUG at (?<place>\S+?)!/, reason: 'bug' },
  { type: 'oops', severity: 'error', form: /\bOops(?: - [\w ]+)?: (?<code>.+?) \[#(?<number>\d+)\]/, reason: 'oops' },
  { type: 'memory_bug', severity: 'error', form: /^BUG: (?<reason>KASAN|KFENCE|KCSAN|KMSAN): (?<detail>.+?) (?:in|at) (?<object>\S+)/ },
  { type: 'memory_bug', severity: 'warning', form: /^(?<reason>UBSAN): (?<detail>.+) in (?<object>\S+)/ },
  // Since 6.19 the place comes first, then the processor.
  { type: 'warning', severity: 'warning', form: /^WARNING: CPU: (?<cpu>\d+) PID: (?<pid>\d+) at (?<place>\S+)(?: (?<object>\w[\w.]*)\+0x\S+)?/ },
  { type: 'warning', severity: 'warning', form: /^WARNING: (?:.+ )?(?<place>\S+:\d+) at (?<object>\w[\w.]*)(?:\+0x\S+)?, CPU#(?<cpu>\d+): .+\/(?<pid>\d+)/ },
  {
    type: 'segfault',
    severity: 'warning',
    form: /^(?<object>.+)\[(?<pid>\d+)\]: segfault at (?<address>[0-9a-f]+) ip [0-9a-f]+ sp [0-9a-f]+ error (?<code>[0-9a-f]+)(?: in (?<library>[^[]+)\[)?/,
  },
  {
    type: 'segfault',
    severity: 'warning',
    form: /^traps: (?<object>.+)\[(?<pid>\d+)\] (?<reason>general protection fault|trap [\w ]+?) ip:[0-9a-f]+ sp:[0-9a-f]+ error:(?<code>[0-9a-f]+)(?: in (?<library>[^[]+)\[)?/,
  },
];
