import type { Filesystem, NodeUse } from '#contract/history.ts';
import { hostCpu, hostFilesystem, hostLoad, hostMemory, hostNetwork } from '#contract/host-metrics.ts';
import type { Prometheus, Sample } from '../store/prometheus.ts';

/** Fewer scrapes would be an accident of when they came; more would lag, and tell too little of an agent that just started. */
const recentScrapes = 4;
const unknown: NodeUse = {
  cpuShare: null,
  load1: null,
  memoryShare: null,
  fullestShare: null,
  fullestMount: '',
  receivedBytesPerSecond: null,
  sentBytesPerSecond: null,
};

export const useIsUnknown = (): NodeUse => unknown;

/** What a bridge or the host’s end of a container carries, a real interface carries too. */
export const realInterfaces = 'device!~"lo|other|docker.*|br-.*|veth.*|cni.*|flannel.*"';
/** What cannot be written to may well be full. */
export const usedShare = `(1 - ${hostFilesystem.available.name} / ${hostFilesystem.size.name} unless ${hostFilesystem.readOnly.name} == 1)`;

const queries = (recent: string) =>
  ({
    cpuShare: `sum by (node) (rate(${hostCpu.seconds.name}{mode!="idle"}${recent})) / on (node) ${hostCpu.cpus.name}`,
    load1: hostLoad.load1.name,
    memoryShare: `1 - ${hostMemory.MemAvailable.name} / ${hostMemory.MemTotal.name}`,
    fullestShare: `topk by (node) (1, ${usedShare})`,
    receivedBytesPerSecond: `sum by (node) (rate(${hostNetwork.receivedBytes.name}{${realInterfaces}}${recent}))`,
    sentBytesPerSecond: `sum by (node) (rate(${hostNetwork.sentBytes.name}{${realInterfaces}}${recent}))`,
  }) as const;

type Measured = keyof ReturnType<typeof queries>;

/** What each host is used to at a moment. */
export async function nodesUse(prometheus: Prometheus, atMs: number, intervalSeconds: number): Promise<ReadonlyMap<string, NodeUse>> {
  const found = new Map<string, NodeUse>();
  const add = (field: Measured, { labels: { node = '', mountpoint }, value }: Sample) => {
    const mount = field === 'fullestShare' && mountpoint !== undefined ? { fullestMount: mountpoint } : {};
    found.set(node, { ...(found.get(node) ?? unknown), [field]: value, ...mount });
  };
  const asked = queries(`[${recentScrapes * intervalSeconds * 1000}ms]`);
  const measured = Object.keys(asked) as Measured[];
  const answers = await Promise.all(measured.map(async (field) => [field, await prometheus.instant(asked[field], atMs)] as const));
  for (const [field, samples] of answers) for (const sample of samples) add(field, sample);
  return found;
}

const fields = [
  hostFilesystem.size,
  hostFilesystem.available,
  hostFilesystem.files,
  hostFilesystem.filesFree,
  hostFilesystem.readOnly,
  hostFilesystem.deviceError,
];

function filesystemOf(samples: readonly Sample[]): Filesystem {
  const [{ labels } = { labels: {} as Sample['labels'] }] = samples;
  const value = ({ name }: { readonly name: string }) => samples.find((sample) => sample.labels.__name__ === name)?.value;
  const [files, free] = [value(hostFilesystem.files), value(hostFilesystem.filesFree)];
  return {
    mountpoint: labels.mountpoint ?? '',
    device: labels.device ?? '',
    type: labels.fstype ?? '',
    sizeBytes: value(hostFilesystem.size) ?? null,
    availableBytes: value(hostFilesystem.available) ?? null,
    filesShare: files === undefined || free === undefined || files === 0 ? null : 1 - free / files,
    readOnly: value(hostFilesystem.readOnly) === 1,
    failing: value(hostFilesystem.deviceError) === 1,
  };
}

const used = ({ sizeBytes, availableBytes }: Filesystem) => (sizeBytes === null || availableBytes === null ? 1 : 1 - availableBytes / sizeBytes);

/** The filesystems of a host, the fullest first. */
export async function filesystemsOf(prometheus: Prometheus, node: string, atMs: number): Promise<Filesystem[]> {
  const samples = await prometheus.instant(`{__name__=~"${fields.map(({ name }) => name).join('|')}",node=${JSON.stringify(node)}}`, atMs);
  const each = Map.groupBy(samples, ({ labels: { device, mountpoint } }) => `${device}\n${mountpoint}`);
  return [...each.values()].map(filesystemOf).sort((a, b) => used(b) - used(a));
}
