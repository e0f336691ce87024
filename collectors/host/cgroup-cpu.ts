import { readText, ticksPerSecond } from '../identity/proc-files.ts';
import { flatKeyed, type Group } from './cgroups.ts';
import type { HostSources } from './sources.ts';

const mostBytes = 4096;
const usPerSecond = 1e6;
const nsPerSecond = 1e9;

type Counters = readonly (number | undefined)[];

/** User and system seconds: cpu.stat of v2, in every cgroup, or cpuacct.stat of v1. */
export function cpuSecondsOf(host: HostSources, { folder }: Group, isUnified: boolean): Counters {
  const rows = flatKeyed(readText(`${folder}/${isUnified ? 'cpu.stat' : 'cpuacct.stat'}`, mostBytes) ?? '');
  const [fields, perSecond] = isUnified ? [['user_usec', 'system_usec'], usPerSecond] : [['user', 'system'], ticksPerSecond];
  return fields.map((field) => scaled(host.whole('cgroup', `cpu ${field}`, rows.get(field)), perSecond));
}

/** Periods, throttled periods, throttled seconds: cpu.stat of either version. All are 0 where no CPU limit ever was. */
export function throttlingOf(host: HostSources, { folder }: Group): Counters {
  const rows = flatKeyed(readText(`${folder}/cpu.stat`, mostBytes) ?? '');
  const whole = (field: string) => host.whole('cgroup', field, rows.get(field));
  const throttledSeconds = rows.has('throttled_usec') ? scaled(whole('throttled_usec'), usPerSecond) : scaled(whole('throttled_time'), nsPerSecond);
  return [whole('nr_periods'), whole('nr_throttled'), throttledSeconds];
}

function scaled(value: number | undefined, perUnit: number): number | undefined {
  return value === undefined ? undefined : value / perUnit;
}
