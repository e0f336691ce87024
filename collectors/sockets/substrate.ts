import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { l7RequestTime, tcpRtt } from '#contract/metrics.ts';
import { l7KeyBytes, l7KeyPlaces, l7Protocol, settings as l7Settings, l7TotalsBytes } from '../../bpf/gen/l7.ts';
import { settings as packetSettings } from '../../bpf/gen/packets.ts';
import { settings as repairSettings } from '../../bpf/gen/repairs.ts';
import { edgeKeyBytes, edgeKeyPlaces, edgeTotalsBytes, overflowPeer, protocol as protocolNumbers, settings, socketRole } from '../../bpf/gen/sockets.ts';
import { settings as sweepSettings, sweepSummaryBytes, sweepSummaryWords } from '../../bpf/gen/sweep.ts';
import { type BpfMap, type BpfObject, loadObject, type Setting } from '../runtime/bpf-object.ts';
import { runIterator } from '../runtime/iterator.ts';
import * as libbpf from '../runtime/libbpf.ts';
import { dnsPatienceMs } from './dns-patience.ts';
import { nsPerTick } from './ticks.ts';

const usPerSecond = 1e6;
const sharedMaps = ['sockets', 'edges', 'edge_details', 'tuples', 'handshakes', 'processes'];
const sharedRequestMaps = [
  'l7_streams',
  'l7_requests',
  'l7_scratches',
  'l7_stats',
  'l7_events',
  'l7_seconds',
  'dns_queries',
  'l7_sampling',
  'l7_unrepaired',
  'l7_statements',
];
const boundsTicks = l7RequestTime.buckets.map((seconds) => Math.floor((seconds * 1e9) / nsPerTick));

export interface SubstrateOptions {
  readonly objectsFolder: string;
  readonly rootCgroup: string;
  /** How many failed connects a second become records; all are counted. */
  readonly failedConnectSamplesPerSecond?: number;
  readonly limits: { readonly edges: number; readonly processes: number; readonly tuples: number; readonly ringBytes: number };
}

export interface Sweep {
  /** Marks what this sweep found open or listening. */
  readonly session: number;
  /** Listening sockets that did not fit in the table. */
  readonly unlisted: number;
}

/** The socket and edge tables in the kernel, and the programs that fill them. */
export interface Substrate {
  readonly objects: readonly BpfObject[];
  map(name: string): BpfMap;
  readonly listeners: BpfMap;
  /** Loads and attaches an object that shares the tables; `maxEntries` are of its own maps. */
  extend(name: string, maxEntries?: Readonly<Record<string, number>>): BpfObject;
  /** Adds every live socket's progress to its edge. */
  sweep(): Sweep;
  close(): void;
}

/** Loads, attaches, and then adopts the sockets that were there before: in this order, so that none falls between. */
export function openSubstrate({ objectsFolder, rootCgroup, limits, failedConnectSamplesPerSecond = 50 }: SubstrateOptions): Substrate {
  const open: BpfObject[] = [];
  const cgroup = openSync(rootCgroup, 'r');
  const path = (name: string) => join(objectsFolder, `${name}.bpf.o`);
  const keep = (object: BpfObject): BpfObject => {
    open.push(object);
    return object;
  };
  const close = () => {
    for (const object of open.splice(0).reverse()) object.close();
    closeSync(cgroup);
  };
  try {
    const maxEntries = {
      edges: limits.edges,
      edge_details: limits.edges,
      tuples: limits.tuples,
      handshakes: limits.tuples,
      processes: limits.processes,
      sockets_events: limits.ringBytes,
    };
    const boundsUs = tcpRtt.buckets.map((seconds) => Math.round(seconds * usPerSecond));
    const socketSettings = [
      { place: settings.roundTripBoundsUs, values: boundsUs },
      { place: settings.failedConnectSamplesPerSecond, values: [failedConnectSamplesPerSecond] },
    ];
    const sockets = keep(loadObject(path('sockets'), { maxEntries, settings: socketSettings }));
    addOverflowEntries(sockets.map('edges'));
    const shared = sharedMaps.map((name) => sockets.map(name));
    const packets = keep(
      loadObject(path('packets'), {
        shared,
        maxEntries: { l7_requests: limits.edges, l7_events: limits.ringBytes, dns_queries: limits.edges },
        settings: [
          { place: packetSettings.l7BoundsTicks, values: boundsTicks },
          { place: packetSettings.dnsPatienceNs, values: [BigInt(dnsPatienceMs) * 1_000_000n] },
        ],
      }),
    );
    addRequestOverflowEntries(packets.map('l7_requests'));
    const all = [...shared, ...sharedRequestMaps.map((name) => packets.map(name))];
    const sweep = keep(
      loadObject(path('sweep'), { shared, maxEntries: { listeners: limits.edges }, settings: [{ place: sweepSettings.roundTripBoundsUs, values: boundsUs }] }),
    );
    sockets.attach(cgroup);
    packets.attach(cgroup);
    adopt(path('adopt'), [...shared, sockets.map('stats')], limits.edges);
    const startSweep = sweep.iterator('sweep_sockets', sockets.map('sockets'));
    return {
      objects: [sockets, packets, sweep],
      listeners: sweep.map('listeners'),
      map: (name) => (sharedRequestMaps.includes(name) ? packets : sockets).map(name),
      extend(name, maxEntries = {}) {
        const object = loadObject(path(name), { shared: all, maxEntries, settings: settingsOf(name) });
        try {
          object.attach(cgroup);
        } catch (cause) {
          object.close();
          throw cause;
        }
        return keep(object);
      },
      sweep() {
        const summary = runIterator(startSweep, sweepSummaryBytes);
        const word = (place: number) => Number(summary.getBigUint64(place * 8, true));
        return { session: word(sweepSummaryWords.session), unlisted: word(sweepSummaryWords.unlisted) };
      },
      close,
    };
  } catch (cause) {
    close();
    throw cause;
  }
}

const boundsPlaces: Readonly<Record<string, Setting['place']>> = { l7: l7Settings.l7BoundsTicks, repairs: repairSettings.l7BoundsTicks };

function settingsOf(object: string): Setting[] {
  const place = boundsPlaces[object];
  return place === undefined ? [] : [{ place, values: boundsTicks }];
}

const overflowEdges = [socketRole.ROLE_CLIENT, socketRole.ROLE_SERVER].flatMap((role) =>
  Object.values(protocolNumbers).map((transport) => ({ role, transport })),
);

/** Where the kernel counts when the edge table is full: one entry for each role, protocol and traffic. */
function addOverflowEntries(edges: BpfMap): void {
  for (const { role, transport } of overflowEdges) {
    for (const peer of Object.values(overflowPeer)) {
      const key = overflowKey(edgeKeyBytes, role, transport);
      new DataView(key.buffer).setBigUint64(edgeKeyPlaces.peerAddress, BigInt(peer), true);
      libbpf.update(edges.fd, key, new Uint8Array(edgeTotalsBytes));
    }
  }
}

/** And when the table of requests is full: one for each of these and what is spoken. */
function addRequestOverflowEntries(requests: BpfMap): void {
  for (const { role, transport } of overflowEdges) {
    for (const protocol of spokenOver(transport)) {
      const key = overflowKey(l7KeyBytes, role, transport);
      key[l7KeyPlaces.protocol] = protocol;
      libbpf.update(requests.fd, key, new Uint8Array(l7TotalsBytes));
    }
  }
}

function overflowKey(bytes: number, role: number, transport: number): Uint8Array {
  const key = new Uint8Array(bytes);
  key[edgeKeyPlaces.role] = role;
  key[edgeKeyPlaces.protocol] = transport;
  return key;
}

function spokenOver(transport: number): readonly number[] {
  const { L7_HTTP, L7_DNS, L7_REDIS, L7_POSTGRESQL, L7_MYSQL, L7_TLS } = l7Protocol;
  return transport === protocolNumbers.PROTOCOL_UDP ? [L7_DNS] : [L7_HTTP, L7_DNS, L7_REDIS, L7_POSTGRESQL, L7_MYSQL, L7_TLS];
}

function adopt(path: string, shared: readonly BpfMap[], listening: number): void {
  const object = loadObject(path, { shared, maxEntries: { listening } });
  try {
    for (const pass of ['adopt_listeners', 'adopt_sockets']) runIterator(object.iterator(pass), 0);
  } finally {
    object.close();
  }
}
