import { hostLoad } from '#contract/host-metrics.ts';
import type { HostSources } from './sources.ts';

/**
 * More threads than the kernel can have (PID_MAX_LIMIT is 2^22). When its sum over the CPUs falls below zero, some kernels
 * report a load near 2^32.
 */
const impossibleLoad = 2 ** 22;

/** /proc/loadavg. */
export function load(host: HostSources): () => void {
  return () => {
    const words = host.procText('loadavg')?.split(' ') ?? [];
    for (const [at, [field, metric]] of Object.entries(hostLoad).entries()) host.gauge(metric, host.decimal('loadavg', field, words[at], impossibleLoad));
  };
}
