import { hostCpu, hostDisk, hostFilesystem, hostLoad, hostMemory, hostNetwork, hostPressure } from '#contract/host-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { nodeInvalidSamples } from '#contract/recorded.ts';
import { type ChartPlan, lastIn, line, type Steps } from '../history/draw.ts';
import type { Labels } from '../store/prometheus.ts';

const named = (label: string) => (labels: Labels) => labels[label] ?? '';
const byName = ({ __name__: name = '' }: Labels) => name;
const oneOf = (metrics: readonly Metric[]) => metrics.map(({ name }) => name).join('|');

/** The parts of the memory that add up to the whole, and those that they are made of. */
const memoryParts: readonly Metric[] = [
  hostMemory.MemTotal,
  hostMemory.MemFree,
  hostMemory.MemAvailable,
  hostMemory.AnonPages,
  hostMemory.Buffers,
  hostMemory.Cached,
  hostMemory.Shmem,
  hostMemory.SReclaimable,
  hostMemory.SUnreclaim,
  hostMemory.KernelStack,
  hostMemory.PageTables,
  hostMemory.Percpu,
];

/** A host over time, from what its agent reads of it. */
export function nodeCharts(node: string): ChartPlan[] {
  const of = `node=${JSON.stringify(node)}`;
  const rate = ({ name }: Metric, { rateSeconds }: Steps, where = '') => `rate(${name}{${of}${where}}[${rateSeconds}s])`;
  /** A bridge and the host’s ends of containers carry what a real interface carries too. */
  const outside = ',device!~"lo|other|docker.*|br-.*|veth.*|cni.*|flannel.*"';
  return [
    {
      id: 'cpu',
      whole: true,
      unit: 'ratio',
      query: (steps) => `sum by (mode) (${rate(hostCpu.seconds, steps, ',mode!="idle"')}) / on () group_left () ${hostCpu.cpus.name}{${of}}`,
      name: named('mode'),
    },
    { id: 'load', unit: '', query: (steps) => lastIn(`{__name__=~"${oneOf(Object.values(hostLoad))}",${of}}`, steps), name: byName },
    {
      id: 'rejected',
      unit: '',
      query: ({ stepSeconds, intervalSeconds }) =>
        `sum by (source, field) (sum_over_time(${nodeInvalidSamples.name}{${of}}[${stepSeconds}s]) * ${intervalSeconds}) > 0`,
      name: ({ source = '', field = '' }) => `${field} of ${source}`,
    },
    { id: 'waiting', whole: true, unit: 'ratio', query: (steps) => rate(hostPressure.waiting, steps), name: named('resource') },
    { id: 'stalled', whole: true, unit: 'ratio', query: (steps) => rate(hostPressure.stalled, steps), name: named('resource') },
    { id: 'memory', unit: 'bytes', query: (steps) => lastIn(`{__name__=~"${oneOf(memoryParts)}",${of}}`, steps), name: byName },
    {
      id: 'diskBytes',
      whole: true,
      unit: 'bytes/s',
      query: (steps) => `${line(`sum(${rate(hostDisk.readBytes, steps)})`, 'read')}\nor\n${line(`sum(${rate(hostDisk.writtenBytes, steps)})`, 'written')}`,
      name: named('line'),
    },
    { id: 'diskBusy', whole: true, unit: 'ratio', query: (steps) => rate(hostDisk.busySeconds, steps), name: named('device') },
    {
      id: 'filesystems',
      unit: 'ratio',
      query: (steps) => `1 - ${lastIn(`${hostFilesystem.available.name}{${of}}`, steps)} / ${lastIn(`${hostFilesystem.size.name}{${of}}`, steps)}`,
      name: named('mountpoint'),
    },
    {
      id: 'network',
      whole: true,
      unit: 'bytes/s',
      query: (steps) =>
        `${line(`sum(${rate(hostNetwork.receivedBytes, steps, outside)})`, 'received')}\nor\n${line(`sum(${rate(hostNetwork.sentBytes, steps, outside)})`, 'sent')}`,
      name: named('line'),
    },
    {
      id: 'networkTrouble',
      unit: '1/s',
      query: (steps) =>
        [hostNetwork.receiveErrors, hostNetwork.receiveDrops, hostNetwork.sendErrors, hostNetwork.sendDrops]
          .map((metric, index) => line(`sum(${rate(metric, steps)})`, troubles[index] ?? ''))
          .join('\nor\n'),
      name: named('line'),
    },
  ];
}

const troubles = ['receiveErrors', 'receiveDrops', 'sendErrors', 'sendDrops'];
