import { hostMemory, hostPaging } from '#contract/host-metrics.ts';
import { namedCounters } from './named-counters.ts';
import type { HostSources } from './sources.ts';

const bytesPerKib = 1024;
/** 8 EiB in KiB: far beyond any machine, far below a number that fell under zero. */
const impossibleKib = 2 ** 53;

/** What is a part of the memory or of the swap space cannot be more than that. */
const wholes = new Map([
  ...['MemAvailable', 'MemFree', 'Buffers', 'Cached', 'AnonPages', 'SReclaimable', 'SUnreclaim', 'HardwareCorrupted'].map(
    (part) => [part, 'MemTotal'] as const,
  ),
  ['SwapFree', 'SwapTotal'],
]);

/** /proc/meminfo; answers the bytes of each field that is there and can be true. */
export function memory(host: HostSources): () => ReadonlyMap<string, number> {
  return () => {
    const texts = new Map((host.procText('meminfo') ?? '').split('\n').flatMap((line) => fieldOf(line)));
    const known = new Map<string, number>();
    for (const [field, metric] of Object.entries(hostMemory)) {
      const kib = host.whole('meminfo', field, texts.get(field), impossibleKib);
      const bytes = kib === undefined ? undefined : checked(host, field, kib * bytesPerKib, known);
      if (bytes !== undefined) known.set(field, bytes);
      host.gauge(metric, bytes);
    }
    return known;
  };
}

function fieldOf(line: string): [field: string, value: string][] {
  const [, field, value] = /^([^\s:]+):\s+(\S+)/.exec(line) ?? [];
  return field === undefined || value === undefined ? [] : [[field, value]];
}

/** The totals come first, here and in the file. */
function checked(host: HostSources, field: string, bytes: number, known: ReadonlyMap<string, number>): number | undefined {
  const whole = known.get(wholes.get(field) ?? '') ?? Number.POSITIVE_INFINITY;
  return bytes <= whole ? bytes : host.reject('meminfo', field);
}

/** /proc/vmstat. */
export function paging(host: HostSources): () => void {
  const count = namedCounters(host, 'vmstat', Object.entries(hostPaging));
  return () => count(new Map((host.procText('vmstat') ?? '').split('\n').map((line) => line.split(' ', 2) as [string, string | undefined])));
}
