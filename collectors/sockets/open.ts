import { tcpListenDrops } from '#contract/drop-metrics.ts';
import type { Identity } from '#contract/identity.ts';
import { listeningSockets } from '#contract/metrics.ts';
import type { ExternalNames } from '../identity/external-names.ts';
import type { ProcessFacts, Procfs } from '../identity/process-facts.ts';
import type { Collector, Edges } from '../runtime/collector.ts';
import type { AgentSeries } from '../runtime/metrics/agent-series.ts';
import { type Ring, ring } from '../runtime/ring.ts';
import { edgeCounts } from './edge-counts.ts';
import { type FailedConnect, failedConnectOf } from './failed-connects.ts';
import { listeners } from './listeners.ts';
import { type PeerNamesOptions, peerNames } from './peer-names.ts';
import { processNames } from './process-names.ts';
import { openSubstrate, type Substrate, type SubstrateOptions } from './substrate.ts';

export interface SocketsOptions extends SubstrateOptions {
  readonly collectors: readonly Collector[];
  readonly series: AgentSeries;
  readonly proc: Procfs;
  readonly identify: (facts: ProcessFacts) => Identity;
  readonly placedIn: Edges['placedIn'];
  readonly addresses: PeerNamesOptions['addresses'] & { learn(netns: number, pid: number): void };
  readonly host: Identity;
  /** What addresses elsewhere are called. */
  readonly names: ExternalNames;
  readonly onFailedConnect: (failure: FailedConnect) => void;
  /** More listening sockets than before do not fit in their table. */
  readonly onUnlisted: (count: number) => void;
}

export interface Sockets {
  readonly substrate: Substrate;
  readonly failedConnects: Ring;
  readonly edges: Edges;
  /** How many TCP connections each process held open at the last sweep, by its pid. */
  connections(): ReadonlyMap<number, number>;
  /** Brings the series up to now; answers the seconds that each collector took of it. */
  sweep(): ReadonlyMap<string, number>;
  close(): void;
}

/** Opens the substrate and everything that turns its tables into series and records. */
export function openSockets(options: SocketsOptions): Sockets {
  const { collectors, series, proc, identify, addresses, host, onFailedConnect, onUnlisted, limits } = options;
  let mostUnlisted = 0;
  const substrate = openSubstrate(options);
  const processes = processNames(substrate.map('processes'), proc, identify);
  const names = peerNames({ processes, addresses, host });
  const readListeners = listeners(substrate.listeners, names.process);
  const counts = edgeCounts({
    edges: substrate.map('edges'),
    details: substrate.map('edge_details'),
    limit: limits.edges,
    collectors,
    series: series.edges,
    names,
    isAlive: processes.isAlive,
    onNamespace: (netns, process) => addresses.learn(netns, processes.pid(process)),
  });
  const failedConnects = ring(substrate.map('sockets_events'), limits.ringBytes, (view, at, length) =>
    onFailedConnect(failedConnectOf(view, at, length, counts.edgeOf)),
  );
  return {
    substrate,
    failedConnects,
    edges: {
      sideOf: counts.sideOf,
      edgeOf: counts.edgeOf,
      identityOf(pid) {
        const facts = proc.facts(pid);
        return facts && identify(facts);
      },
      identityOfProcess: processes.identity,
      placedIn: options.placedIn,
      idleSweepsAllowed: counts.idleSweepsAllowed,
      map: substrate.map,
      names: options.names,
      ringBytes: limits.ringBytes,
    },
    connections() {
      const open = new Map<number, number>();
      for (const [process, count] of counts.openByProcess()) open.set(processes.pid(process), (open.get(processes.pid(process)) ?? 0) + count);
      return open;
    },
    sweep() {
      const { session, unlisted } = substrate.sweep();
      if (unlisted > mostUnlisted) onUnlisted(unlisted - mostUnlisted);
      mostUnlisted = Math.max(mostUnlisted, unlisted);
      const heard = readListeners(session);
      for (const { netns, process } of heard) addresses.learn(netns, processes.pid(process));
      names.heard(heard);
      series.gauge(listeningSockets).replace(
        heard.map(({ identity, port, transport, sockets }) => ({
          values: [identity.name, identity.kind, identity.namespace, String(port), transport],
          value: sockets,
        })),
      );
      // From its first drop on: the ports that programs draw for themselves would use up the metric's label sets.
      for (const { identity, port, drops } of heard)
        if (drops > 0) series.counter(tcpListenDrops).add([identity.name, identity.kind, identity.namespace, String(port)], drops);
      counts.read(session);
      return counts.seconds;
    },
    close() {
      failedConnects.close();
      substrate.close();
    },
  };
}
