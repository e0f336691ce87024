import type { AgentConfig } from '#contract/children.ts';
import type { Check, CollectorReport } from '#contract/doctor.ts';
import { agentMemory, agentMetrics, agentStartTime } from '#contract/metrics.ts';
import { type LiveProcesses, liveProcesses } from '../host/live-processes.ts';
import { addressIdentities } from '../identity/address-identity.ts';
import { placementIn } from '../identity/cgroup-path.ts';
import { externalNames } from '../identity/external-names.ts';
import { localAddresses } from '../identity/local-addresses.ts';
import { type Procfs, procfs } from '../identity/process-facts.ts';
import { ownPlacement, processIdentities } from '../identity/process-identity.ts';
import { collectors } from '../list.ts';
import { type Bill, bill as openBill } from '../runtime/bill.ts';
import type { BpfProgram } from '../runtime/bpf-object.ts';
import { collectorStatus } from '../runtime/collector-status.ts';
import { drainAll, drainOnTimer } from '../runtime/drain-timer.ts';
import { type AgentSeries, type AgentSeriesOptions, agentSeries } from '../runtime/metrics/agent-series.ts';
import type { EdgeSeries } from '../runtime/metrics/edge-series.ts';
import type { NodeEvent } from '../ship/event-record.ts';
import type { FailedConnect } from '../sockets/failed-connects.ts';
import { openSockets, type Sockets, type SocketsOptions } from '../sockets/open.ts';
import { failureEvent, lifeEvents } from './events.ts';
import { attempt, nothing, startCollectors, tallyOf } from './start-collectors.ts';
import { type NamedSweep, sweepOnTimer } from './sweep-timer.ts';

const substrateHelp = 'Every TCP and UDP socket with its owner and its peer: what all collectors stand on.';

export interface AgentOptions {
  readonly config: Omit<AgentConfig, 'folder'>;
  readonly onFailedConnect: (failure: FailedConnect) => void;
  /** A record of a collector, or of its and the agent's own life. */
  readonly onEvent: (event: NodeEvent) => void;
  /** A collector that does not run, or a sweep that failed: once for each reason. */
  readonly onTrouble: (collector: string, cause: unknown) => void;
  /** What edges that have no series of their own did, and that a sweep of it has ended. */
  readonly onUnnamed?: AgentSeriesOptions['onUnnamed'];
  readonly onSwept?: (edges: EdgeSeries) => void;
  /** Between two sweeps, where not 5 s: tests do not wait. */
  readonly sweepMs?: number;
}

export interface Agent {
  readonly series: AgentSeries;
  readonly addresses: () => string[];
  readonly processes: LiveProcesses;
  countLost(collector: string, reason: string, delta: number): void;
  report(): CollectorReport[];
  /** What the sources of collectors lack. */
  checks(): Check[];
  stop(): void;
}

/** Loads everything that loads, and keeps the series current. What does not load is told, and the rest runs. */
export function startAgent({ config, onFailedConnect, onEvent, onTrouble, onUnnamed, onSwept = () => {}, sweepMs }: AgentOptions): Agent {
  const proc = procfs();
  const identities = identitiesOf(proc);
  const peers = peersOf(config.node);
  const series = seriesOf(config, onUnnamed);
  const bill = openBill();
  const status = collectorStatus(series, bill, (name, reason) => onEvent(failureEvent(name, reason)));
  series.gauge(agentStartTime).set([], Date.now() / 1000 - process.uptime());

  const open = (): Sockets =>
    openSockets({
      objectsFolder: config.bpfObjects,
      rootCgroup: rootCgroupOf(proc.cgroupMount),
      limits: config.limits,
      collectors,
      series,
      proc,
      ...identities,
      ...peers,
      onFailedConnect,
      onUnlisted: (count) => status.countLost('sockets', 'listener_map_full', count),
    });
  const sockets = attempt('sockets', open, onTrouble);
  const opened = sockets.value;
  addSubstrate(sockets, status, bill);

  const { sweeps, opens } = startCollectors({
    sockets: opened,
    series,
    status,
    bill,
    requestsCpuCores: config.limits.requestsCpuPercent / 100,
    onEvent,
    onTrouble,
  });
  for (const event of lifeEvents(status.report(), config.version)) onEvent(event);
  status.add({ name: 'agent', help: 'The agent itself: /metrics, identities, the shipping of records.', reason: '', tally: () => nothing });

  const rings = [...(opened === undefined ? [] : [opened.failedConnects]), ...opens.flatMap((one) => one.rings ?? [])];
  const onRingError = (cause: unknown) => onTrouble('sockets', cause);
  const stopSweeps = sweepOnTimer({
    sweeps: opened === undefined ? sweeps : [sweepOf(opened, () => drainAll(rings, onRingError)), ...sweeps],
    onSwept() {
      series.edges.endSweep();
      series.gauge(agentMemory).set([], process.memoryUsage.rss());
      onSwept(series.edges);
    },
    status,
    sample: bill.sample,
    onTrouble,
    ...(sweepMs !== undefined && { everyMs: sweepMs }),
  });
  const stopRings = drainOnTimer(rings, onRingError);
  return {
    series,
    addresses: peers.addresses.list,
    processes: liveProcesses({ proc, identify: identities.identify, connections: () => opened?.connections() }),
    countLost: status.countLost,
    report: status.report,
    checks: () => opens.flatMap((one) => one.checks?.() ?? []),
    stop() {
      stopSweeps();
      stopRings();
      for (const one of opens) one.close?.();
      opened?.close();
    },
  };
}

function seriesOf({ seriesBudget, scrapeIntervalSeconds }: AgentOptions['config'], onUnnamed: AgentOptions['onUnnamed']): AgentSeries {
  const edgeMetrics = collectors.flatMap(({ metrics }) => metrics);
  return agentSeries({ metrics: agentMetrics, edgeMetrics, seriesBudget, scrapeIntervalSeconds, ...(onUnnamed && { onUnnamed }) });
}

/** What all collectors stand on is told of, and paid for, like one of them. */
function addSubstrate({ value, reason }: ReturnType<typeof attempt<Sockets>>, status: ReturnType<typeof collectorStatus>, bill: Bill): void {
  const objects = value?.substrate.objects ?? [];
  status.add({ name: 'sockets', help: substrateHelp, reason, tally: tallyOf(objects) });
  for (const object of objects) bill.charge((program) => (isPacketHook(program) ? 'l7' : 'sockets'), object);
}

/** An edge keeps the name that it has when it is first seen, so what the rings tell of names comes first. */
function sweepOf(sockets: Sockets, drain: () => void): NamedSweep {
  return {
    name: 'sockets',
    sweep() {
      drain();
      return sockets.sweep();
    },
  };
}

/** Who runs on this machine. */
function identitiesOf(proc: Procfs): Pick<SocketsOptions, 'identify' | 'placedIn'> {
  const { identify, placed } = processIdentities({ own: ownPlacement(proc), proc });
  return { identify, placedIn: (path) => placed(placementIn(path)) };
}

/** Who is at the other end, as far as an address tells. */
function peersOf(node: string): Pick<SocketsOptions, 'host' | 'names'> & { addresses: SocketsOptions['addresses'] & { list(): string[] } } {
  const local = localAddresses();
  const names = externalNames();
  const peers = addressIdentities({ node, local, names });
  return { host: peers.host, names, addresses: { ...peers, ...local } };
}

/** The packet hooks serve the substrate too, but most of what they do is to read requests. */
const isPacketHook = ({ hook }: BpfProgram): boolean => hook.startsWith('cgroup_skb/');

function rootCgroupOf(mount: string | undefined): string {
  if (mount === undefined) throw new Error('cgroup v2 is not mounted: mount -t cgroup2 none /sys/fs/cgroup (or /sys/fs/cgroup/unified beside v1)');
  return mount;
}
