import { existsSync } from 'node:fs';
import { hostDisk } from '#contract/host-metrics.ts';
import { DeviceCounters } from './device-counters.ts';
import type { HostSources } from './sources.ts';

const sectorsPerByte = 1 / 512;
const msPerSecond = 1000;
/** 8 to 9 series each. */
const mostDisks = 12;
/** The kernel prints times as 32 bits of milliseconds: 49 days. */
const wrapsAt = 2 ** 32;

const columns = [
  { metric: hostDisk.reads, at: 3, field: 'reads', perUnit: 1 },
  { metric: hostDisk.readBytes, at: 5, field: 'sectors_read', perUnit: sectorsPerByte },
  { metric: hostDisk.readSeconds, at: 6, field: 'read_ms', perUnit: msPerSecond },
  { metric: hostDisk.writes, at: 7, field: 'writes', perUnit: 1 },
  { metric: hostDisk.writtenBytes, at: 9, field: 'sectors_written', perUnit: sectorsPerByte },
  { metric: hostDisk.writeSeconds, at: 10, field: 'write_ms', perUnit: msPerSecond },
  { metric: hostDisk.busySeconds, at: 12, field: 'io_ms', perUnit: msPerSecond },
  { metric: hostDisk.weightedSeconds, at: 13, field: 'weighted_ms', perUnit: msPerSecond },
];
const requestsNowAt = 11;
const impossibleRequests = 2 ** 31;

const withoutHardware = /^(loop|ram|zram|fd|sr)\d+$/;

/** /proc/diskstats. Devices that nobody has used yet have no series. */
export function disks(host: HostSources): () => void {
  const counters = new DeviceCounters(host, { source: 'diskstats', subject: 'disk', columns, most: mostDisks, wrapsAt });
  const wholeDisks = new Map<string, boolean>();

  const isWholeDisk = (name: string): boolean => {
    const known = wholeDisks.get(name);
    if (known !== undefined) return known;
    const isWhole = !withoutHardware.test(name) && !existsSync(`${host.sys}/class/block/${name}/partition`);
    wholeDisks.set(name, isWhole);
    return isWhole;
  };

  return () => {
    const lines = (host.procText('diskstats') ?? '').split('\n').map((line) => line.trim().split(/\s+/));
    const present = new Map(lines.flatMap((words) => (words[2] === undefined ? [] : [[words[2], words] as const])));
    for (const name of wholeDisks.keys()) if (!present.has(name)) wholeDisks.delete(name);
    const used = new Map([...present].filter(([name, words]) => isWholeDisk(name) && words.slice(3).some((word) => word !== '0')));
    counters.count(used);
    host.series.gauge(hostDisk.requestsNow).replace(
      [...used].flatMap(([name, words]) => {
        const value = host.whole('diskstats', 'in_flight', words[requestsNowAt], impossibleRequests);
        return value === undefined ? [] : [{ values: [counters.label(name)], value }];
      }),
    );
  };
}
