import { hostDescriptors } from '#contract/host-metrics.ts';
import type { HostSources } from './sources.ts';

/** Where there is no limit the kernel says 2^63 − 1. */
const beyondEveryLimit = 2 ** 64;

/** /proc/sys/fs/file-nr: allocated, allocated and unused (0 since 2.6), most. */
export function descriptors(host: HostSources): () => void {
  return () => {
    const [allocated, , limit] = host.procText('sys/fs/file-nr')?.trim().split(/\s+/) ?? [];
    host.gauge(hostDescriptors.allocated, host.whole('file-nr', 'allocated', allocated));
    host.gauge(hostDescriptors.limit, host.whole('file-nr', 'limit', limit, beyondEveryLimit));
  };
}
