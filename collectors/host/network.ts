import { existsSync, readdirSync } from 'node:fs';
import { hostNetwork } from '#contract/host-metrics.ts';
import { CounterRows } from './counter-rows.ts';
import { DeviceCounters } from './device-counters.ts';
import type { HostSources } from './sources.ts';

/** 11 series each. */
const mostInterfaces = 12;
const bytesPerMbit = 125_000;
/** 10 Tbit/s; the kernel says -1 or 2^32 − 1 where it does not know. */
const impossibleMbits = 10_000_000;

/** Words after the colon of /proc/net/dev. */
const columns = [
  { metric: hostNetwork.receivedBytes, at: 0, field: 'rx_bytes', perUnit: 1 },
  { metric: hostNetwork.receivedPackets, at: 1, field: 'rx_packets', perUnit: 1 },
  { metric: hostNetwork.receiveErrors, at: 2, field: 'rx_errors', perUnit: 1 },
  { metric: hostNetwork.receiveDrops, at: 3, field: 'rx_dropped', perUnit: 1 },
  { metric: hostNetwork.sentBytes, at: 8, field: 'tx_bytes', perUnit: 1 },
  { metric: hostNetwork.sentPackets, at: 9, field: 'tx_packets', perUnit: 1 },
  { metric: hostNetwork.sendErrors, at: 10, field: 'tx_errors', perUnit: 1 },
  { metric: hostNetwork.sendDrops, at: 11, field: 'tx_dropped', perUnit: 1 },
];

export interface Network {
  readCounters(): void;
  /** What changes rarely: state, speed, how often the link changed. */
  readLinks(): void;
}

/** /proc/net/dev and /sys/class/net: the interfaces of the agent's network namespace, which is the host's. */
export function network(host: HostSources): Network {
  let interfaces: readonly string[] = [];
  const ranks = new Map<string, number>();
  const rankOf = (name: string): number => {
    const rank = ranks.get(name) ?? rankNow(host, name);
    ranks.set(name, rank);
    return rank;
  };
  const counters = new DeviceCounters(host, {
    source: 'net/dev',
    subject: 'interface',
    columns,
    most: mostInterfaces,
    alsoEnds: [hostNetwork.carrierChanges],
    mayBeNamed: (name) => rankOf(name) !== endOfContainer,
  });
  const links = new CounterRows();

  return {
    readCounters() {
      const lines = (host.procText('net/dev') ?? '').split('\n').flatMap((line) => interfaceOf(line));
      const present = new Map(lines.toSorted(([a], [b]) => rankOf(a) - rankOf(b)));
      for (const name of ranks.keys()) if (!present.has(name)) ranks.delete(name);
      counters.count(present);
      interfaces = [...present.keys()].filter((name) => counters.has(name));
    },
    readLinks() {
      links.keepOnly(new Set(interfaces));
      for (const name of interfaces) {
        const changes = host.whole('net', 'carrier_changes', host.sysText(`class/net/${name}/carrier_changes`));
        const [gained] = links.gains(name, [changes]);
        if (gained !== undefined) host.series.counter(hostNetwork.carrierChanges).add([name], gained);
      }
      const rows = (value: (name: string) => number | undefined) =>
        interfaces.flatMap((name) => {
          const known = value(name);
          return known === undefined ? [] : [{ values: [name], value: known }];
        });
      host.series.gauge(hostNetwork.up).replace(rows((name) => upOf(host.sysText(`class/net/${name}/operstate`))));
      host.series.gauge(hostNetwork.speed).replace(rows((name) => speedOf(host.sysText(`class/net/${name}/speed`))));
    },
  };
}

/** `  eth0: 6090449122  161321 …` */
function interfaceOf(line: string): [name: string, words: string[]][] {
  const [, name, rest] = /^\s*(\S+):\s*(.*)$/.exec(line) ?? [];
  return name === undefined || rest === undefined ? [] : [[name, rest.split(/\s+/)]];
}

const endOfContainer = 3;

/** Real ones first. The host's end of a veth pair is linked to an interface that is not below it. */
function rankNow(host: HostSources, name: string): number {
  const folder = `${host.sys}/class/net/${name}`;
  if (existsSync(`${folder}/device`)) return 0;
  if (name === 'lo') return 1;
  const isLinked = host.sysText(`class/net/${name}/iflink`) !== host.sysText(`class/net/${name}/ifindex`);
  return isLinked && !readdirSync(folder).some((entry) => entry.startsWith('lower_')) ? endOfContainer : 2;
}

/** Loopback and tunnels say `unknown`. */
function upOf(state: string | undefined): number | undefined {
  return state === undefined || state === 'unknown' ? undefined : Number(state === 'up');
}

function speedOf(mbits: string | undefined): number | undefined {
  const known = mbits !== undefined && /^[1-9]\d*$/.test(mbits) && Number(mbits) < impossibleMbits;
  return known ? Number(mbits) * bytesPerMbit : undefined;
}
