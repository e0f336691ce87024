import type { Check } from '#contract/doctor.ts';
import type { Edge, Identity } from '#contract/identity.ts';
import type { EdgeKey } from '../../bpf/gen/sockets.ts';
import type { ExternalNames } from '../identity/external-names.ts';
import type { NodeEvent } from '../ship/event-record.ts';
import type { BpfMap, BpfObject } from './bpf-object.ts';
import type { Tally } from './collector-status.ts';
import type { readIterator } from './iterator.ts';
import type { keyRows } from './key-rows.ts';
import type { perCpuCounters, putWord, takeFrom } from './map-sweep.ts';
import type { AgentSeries } from './metrics/agent-series.ts';
import type { EdgeMetric } from './metrics/edge-family.ts';
import type { EdgeHandle } from './metrics/edge-handle.ts';
import type { Ring, ring } from './ring.ts';

export type Traffic = 'loopback' | 'lan' | 'internet';

/** One end of an edge, as a collector counts on it. */
export interface EdgeSide {
  readonly series: EdgeHandle;
  readonly traffic: Traffic;
}

/** The name that the edge was given stays while a side of it is held. */
export interface HeldSide extends EdgeSide {
  /** Nothing more is counted there. */
  release(): void;
}

/** What the sockets of one edge gained since the last sweep; the places of the words are `edgeTotalsWords`. */
export interface EdgeGain extends EdgeSide {
  readonly isClient: boolean;
  readonly gained: Float64Array;
  /** How many of its sockets are open now. */
  readonly open: number;
}

/** A rare count beside the totals, such as a failure by reason; kinds are `edgeDetailKind`. */
export interface EdgeDetail extends EdgeSide {
  readonly kind: number;
  readonly reason: number;
  readonly gained: number;
}

/** The edges of the substrate, for a collector that keeps tables of its own by edge. */
export interface Edges {
  /** The end of the edge that the key speaks of; release it when the key is gone. */
  sideOf(key: EdgeKey): HeldSide;
  /** Whom the key speaks of. */
  edgeOf(key: EdgeKey): Edge;
  /** Who a living process is. */
  identityOf(pid: number): Identity | undefined;
  /** Who a process of the kernel side is, living or not; undefined where nobody knows. */
  identityOfProcess(process: bigint): Identity | undefined;
  /** The container or the service that a cgroup is of, or lies in. */
  placedIn(cgroupPath: string): Identity | undefined;
  /** How many idle sweeps a row of this key is kept. */
  idleSweepsAllowed(key: EdgeKey): number;
  /** What addresses elsewhere are called. */
  readonly names: ExternalNames;
  /** How large its rings are. */
  readonly ringBytes: number;
  /** A map of the substrate, by name. */
  map(name: string): BpfMap;
}

/** How the kernel's maps are read: collectors do not load the FFI themselves. */
export interface KernelMaps {
  readonly keyRows: typeof keyRows;
  readonly perCpuCounters: typeof perCpuCounters;
  readonly putWord: typeof putWord;
  readonly takeFrom: typeof takeFrom;
  readonly ring: typeof ring;
  readonly readIterator: typeof readIterator;
}

export interface CollectorContext {
  readonly maps: KernelMaps;
  readonly series: AgentSeries;
  /** CPU seconds that its programs took in the kernel since the start. */
  readonly kernelSeconds: () => number;
  /** CPU seconds a second that requests may take in the kernel. */
  readonly requestsCpuCores: number;
  /** Ships a record. */
  readonly onEvent: (event: NodeEvent) => void;
  /** Absent where the socket tables are not there. */
  readonly edges: Edges | undefined;
  /** Its loaded object; absent where it has none. */
  readonly object: BpfObject | undefined;
  /** Whether its addition is loaded. */
  readonly hasAddition: boolean;
  /** Fills a zeroed `struct timex`; answers the state of the kernel's clock. */
  readonly readKernelClock: (timex: Uint8Array) => number;
}

/** A collector that reads sources of its own. */
export interface OpenCollector {
  /** Brings its series up to now. A throw takes the collector down until a sweep succeeds. */
  sweep(): void;
  readonly rings?: readonly Ring[];
  /** What it counted about itself, beside its object's own counters. */
  readonly tally?: () => Tally;
  /** What its sources lack now, for the doctor. */
  readonly checks?: () => readonly Check[];
  close?(): void;
}

/** An object that some kernels refuse, and without which a collector still counts, but less surely. */
export interface Addition {
  /** The name of its `bpf/<name>.bpf.c`. */
  readonly object: string;
  /** What is not counted without it, and what helps, in the user's words. */
  readonly without: string;
  readonly mend: string;
}

/** What reads one subject: out of the edges that the substrate counts, or out of sources of its own. */
export interface Collector {
  readonly name: string;
  readonly help: string;
  /** The name of its `bpf/<name>.bpf.c`, if it has one. */
  readonly object?: string;
  readonly addition?: Addition;
  /** The edge metrics that it counts, and at which end. */
  readonly metrics: readonly EdgeMetric[];
  /** Counts the totals of edges of one IPPROTO. */
  readonly edges?: { readonly protocol: number; count(gain: EdgeGain): void };
  /** Counts the rare things of edges, by `edgeDetailKind`. */
  readonly details?: { readonly kinds: readonly number[]; count(detail: EdgeDetail): void };
  open?(context: CollectorContext): OpenCollector;
}
