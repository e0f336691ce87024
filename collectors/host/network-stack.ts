import { hostSoftnet, hostTcp } from '#contract/host-metrics.ts';
import { CounterRows } from './counter-rows.ts';
import { namedCounters } from './named-counters.ts';
import type { HostSources } from './sources.ts';

const softnetCounters = [hostSoftnet.processed, hostSoftnet.dropped, hostSoftnet.squeezed];
/** From Linux 5.10 on a line says which CPU it is of: offline ones have none. */
const cpuAt = 12;

/** /proc/net/softnet_stat: a line of hexadecimal numbers by CPU, 32 bits each. */
export function softnet(host: HostSources): () => void {
  const rows = new CounterRows({ wrapsAt: 2 ** 32 });
  return () => {
    const lines = (host.procText('net/softnet_stat') ?? '').split('\n').filter((line) => line !== '');
    for (const [index, line] of lines.entries()) {
      const words = line.trim().split(/\s+/);
      const now = ['processed', 'dropped', 'squeezed'].map((field, at) => host.hexadecimal('softnet_stat', field, words[at]));
      for (const [at, gained] of rows.gains(words[cpuAt] ?? String(index), now).entries()) {
        const metric = softnetCounters[at];
        if (metric !== undefined) host.gain(metric, gained);
      }
    }
  };
}

/** /proc/net/netstat: a line of names, then one of values. */
export function tcpListen(host: HostSources): () => void {
  const count = namedCounters(host, 'netstat', Object.entries(hostTcp));
  return () => {
    const [names = '', values = ''] = (host.procText('net/netstat') ?? '').split('\n').filter((line) => line.startsWith('TcpExt:'));
    const words = values.split(' ');
    count(new Map(names.split(' ').map((name, at) => [name, words[at]])));
  };
}
