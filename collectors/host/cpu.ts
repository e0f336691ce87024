import { hostCpu } from '#contract/host-metrics.ts';
import { ticksPerSecond } from '../identity/proc-files.ts';
import { CounterRows } from './counter-rows.ts';
import { namedCounters } from './named-counters.ts';
import type { HostSources } from './sources.ts';

/** In the order of /proc/stat, where user and nice include guest and guest_nice. */
const modes = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'];
const guestModes = ['user', 'nice'];
const busyModes = new Map<string, keyof BusySeconds>([
  ['user', 'user'],
  ['nice', 'user'],
  ['system', 'system'],
  ['irq', 'system'],
  ['softirq', 'system'],
]);

const events = [
  ['ctxt', hostCpu.contextSwitches],
  ['intr', hostCpu.interrupts],
  ['processes', hostCpu.forks],
] as const;

/** Beyond it, the CPUs are one row: 8 series each. */
const mostCpus = 16;
/** The kernel corrects iowait and idle downwards by a little. */
const jitterTicks = 3 * ticksPerSecond;
/** A CPU cannot have used much more time than has passed; the clocks need not agree to the tick. */
const mostPerElapsed = 1.5;
const slackSeconds = 3;
/** More threads than the kernel can have. */
const impossibleThreads = 2 ** 22;
const secondsPerDay = 86_400;

/** CPU time that was not idle, since the first look. */
export interface BusySeconds {
  readonly user: number;
  readonly system: number;
}

export interface Cpu {
  read(): void;
  busySeconds(): BusySeconds;
}

/** /proc/stat. */
export function cpu(host: HostSources): Cpu {
  const rows = new CounterRows({ jitter: jitterTicks });
  const countEvents = namedCounters(host, 'stat', events);
  let lookedAtMs: number | undefined;
  const busy = { user: 0, system: 0 };

  /** Seconds gained in each place; undefined and counted where a CPU would have used more time than there was. */
  const secondsGained = (line: CpuLine, elapsedSeconds: number): (number | undefined)[] => {
    const now = [...modes, 'guest', 'guest_nice'].map((mode, at) => host.whole('stat', mode, line.fields[at]));
    const most = (elapsedSeconds * mostPerElapsed + slackSeconds) * line.cpus;
    return rows.gains(line.name, now).map((ticks, at) => {
      const seconds = (ticks ?? 0) / ticksPerSecond;
      if (seconds > most) return host.reject('stat', modes[at] ?? 'guest');
      return ticks === undefined ? undefined : seconds;
    });
  };

  const count = (line: CpuLine, elapsedSeconds: number): void => {
    const gained = secondsGained(line, elapsedSeconds);
    const each = (names: readonly string[], from: number) => names.flatMap((mode, at) => withMode(mode, gained[from + at]));
    for (const { mode, seconds } of each(modes, 0)) {
      host.series.counter(hostCpu.seconds).add([line.label, mode], seconds);
      const part = busyModes.get(mode);
      if (part !== undefined) busy[part] += seconds;
    }
    for (const { mode, seconds } of each(guestModes, modes.length)) host.series.counter(hostCpu.guestSeconds).add([mode], seconds);
  };

  return {
    read() {
      const lines = (host.procText('stat') ?? '').split('\n').map(wordsOf);
      const nowMs = host.nowMs();
      const elapsedSeconds = (nowMs - (lookedAtMs ?? nowMs)) / 1000;
      lookedAtMs = nowMs;
      const each = lines.filter(([name = '']) => /^cpu\d+$/.test(name));
      host.gauge(hostCpu.cpus, each.length === 0 ? undefined : each.length);
      for (const line of cpuLines(lines, each)) count(line, elapsedSeconds);
      const values = new Map(lines.map(([name = '', value]) => [name, value]));
      countEvents(values);
      showRest(host, values);
    },
    busySeconds: () => ({ ...busy }),
  };
}

/** Of `intr`, which names every interrupt that the machine could have, only the sum is of use. */
function wordsOf(line: string): string[] {
  return line.startsWith('cpu') ? line.split(/\s+/) : line.split(' ', 2);
}

function withMode(mode: string, seconds: number | undefined): { mode: string; seconds: number }[] {
  return seconds === undefined ? [] : [{ mode, seconds }];
}

interface CpuLine {
  readonly name: string;
  readonly label: string;
  readonly cpus: number;
  readonly fields: readonly string[];
}

function cpuLines(lines: readonly string[][], each: readonly string[][]): CpuLine[] {
  if (each.length <= mostCpus) return each.map(([name = '', ...fields]) => ({ name, label: name.slice('cpu'.length), cpus: 1, fields }));
  const [name, ...fields] = lines.find(([first]) => first === 'cpu') ?? [];
  return name === undefined ? [] : [{ name, label: 'all', cpus: each.length, fields }];
}

function showRest(host: HostSources, values: ReadonlyMap<string, string | undefined>): void {
  for (const [field, metric] of [['procs_running', hostCpu.running] as const, ['procs_blocked', hostCpu.blocked] as const])
    host.gauge(metric, host.whole('stat', field, values.get(field), impossibleThreads));
  host.gauge(hostCpu.bootTime, host.whole('stat', 'btime', values.get('btime'), Date.now() / 1000 + secondsPerDay));
}
