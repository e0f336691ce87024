import { statSync } from 'node:fs';
import { benignDroppedPackets, interfaceDroppedPackets } from '#contract/drop-metrics.ts';
import { droppedPackets } from '#contract/metrics.ts';
import { type DeviceDropKey, readDeviceDropKey } from '../bpf/gen/drops.ts';
import { edgeDetailKind } from '../bpf/gen/sockets.ts';
import { textOf } from '../bpf/words.ts';
import { benignReasons } from './drops/benign-reasons.ts';
import { deviceLabel } from './drops/device-label.ts';
import type { BpfMap } from './runtime/bpf-object.ts';
import type { Collector, CollectorContext, EdgeDetail, KernelMaps, OpenCollector } from './runtime/collector.ts';
import { kernelEnum } from './runtime/kernel-enum.ts';
import type { AgentSeries } from './runtime/metrics/agent-series.ts';

/** At one sweep every 5 s: 15 minutes. */
const idleSweepsAllowed = 180;

/** The numbers shift between kernels; where the kernel has no such enum (before 5.17), all are `other`. */
const reasons = kernelEnum('skb_drop_reason', 'SKB_DROP_REASON_');
const reasonOf = (number: number): string => reasons.get(number) ?? 'other';

export const drops: Collector = {
  name: 'drops',
  help: 'Packets that the kernel dropped: whose, and why.',
  object: 'drops',
  metrics: [{ metric: droppedPackets, transports: ['tcp', 'udp'], ends: ['client', 'server'], atOnce: false }],
  details: { kinds: [edgeDetailKind.DETAIL_DROPPED], count: countOnEdge },
  open,
};

function countOnEdge({ series, reason, gained }: EdgeDetail): void {
  series.add(droppedPackets, [reasonOf(reason)], gained);
}

function open({ maps, series, object }: CollectorContext): OpenCollector {
  if (object === undefined) throw new Error('the program that sees the drops is not loaded');
  const sweeps = [atDevices(maps, object.map('device_drops'), series), benign(maps, object.map('benign_drops'), series)];
  return {
    sweep() {
      for (const sweep of sweeps) sweep();
    },
  };
}

/** What belongs to no edge. */
function atDevices({ keyRows }: KernelMaps, map: BpfMap, series: AgentSeries): () => void {
  const hostNamespace = statSync('/proc/self/ns/net').ino;
  const labelsOf = ({ device, netns, reason }: DeviceDropKey): string[] => [
    deviceLabel(textOf(device)),
    netns === hostNamespace ? 'host' : 'other',
    reasonOf(reason),
  ];
  return keyRows<string[]>(map, {
    subjectOf: (view) => labelsOf(readDeviceDropKey(view, 0)),
    visit: ({ subject, gained }) => series.counter(interfaceDroppedPackets).add(subject, gained[0] ?? 0),
    forget: () => {},
    idleSweepsAllowed: () => idleSweepsAllowed,
  }).sweep;
}

/** What was dropped without a loss. */
function benign({ perCpuCounters }: KernelMaps, map: BpfMap, series: AgentSeries): () => void {
  const read = perCpuCounters(map, benignReasons.length);
  let before: number[] = [];
  return () => {
    const now = read();
    for (const [place, reason] of benignReasons.entries()) series.counter(benignDroppedPackets).add([reason], (now[place] ?? 0) - (before[place] ?? 0));
    before = now;
  };
}
