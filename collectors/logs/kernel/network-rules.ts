import type { KernelRule } from './kernel-rule.ts';

export const networkRules: readonly KernelRule[] = [
  { type: 'netdevice_hang', severity: 'error', form: /^unregister_netdevice: waiting for (?<object>\S+) to become free\. Usage count = (?<references>-?\d+)/ },
  { type: 'transmit_timeout', severity: 'error', form: /^NETDEV WATCHDOG: (?<object>\S+) \((?<driver>[^)]*)\): transmit queue (?<queue>\d+) timed out/ },
  // Since 6.6 the interface stands before it.
  {
    type: 'transmit_timeout',
    severity: 'error',
    form: /^(?:(?<driver>\S+) \S+ )?(?<object>\S+): NETDEV WATCHDOG: CPU: (?<cpu>\d+): transmit queue (?<queue>\d+) timed out/,
  },
  { type: 'tcp_memory', severity: 'warning', form: /^TCP: (?<reason>out of memory) -- consider tuning tcp_mem/ },
  { type: 'tcp_memory', severity: 'warning', form: /^TCP: (?<reason>too many orphaned sockets)/ },
  { type: 'syn_flood', severity: 'warning', form: /Possible SYN flooding on port (?:\S*:)?(?<object>\d+)\. (?<reason>Sending cookies|Dropping request)/ },
  { type: 'conntrack_full', severity: 'error', form: /\b(?<object>(?:nf|ip)_conntrack): table full, dropping packet/ },
  { type: 'neighbour_table_full', severity: 'warning', form: /^neighbour: (?<object>\w+): neighbor table overflow/ },
  { type: 'neighbour_table_full', severity: 'warning', form: /^Neighbour table overflow/ },
  { type: 'file_limit', severity: 'error', form: /^VFS: file-max limit (?<limit>\d+) reached/ },
];
