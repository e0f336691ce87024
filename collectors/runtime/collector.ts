import type { EdgeMetric } from './metrics/edge-family.ts';
import type { EdgeHandle } from './metrics/edge-handle.ts';

export type Traffic = 'loopback' | 'lan' | 'internet';

/** One end of an edge, as a collector counts on it. */
export interface EdgeSide {
  readonly series: EdgeHandle;
  readonly traffic: Traffic;
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

/** What reads one subject out of the edges that the substrate counts, with a BPF object of its own where it needs more. */
export interface Collector {
  readonly name: string;
  readonly help: string;
  /** IPPROTO of the edges that it reads. */
  readonly protocol: number;
  /** The name of its `bpf/<name>.bpf.c`, if it has one. */
  readonly object?: string;
  /** The edge metrics that it counts, and at which end. */
  readonly metrics: readonly EdgeMetric[];
  count(gain: EdgeGain): void;
  countDetail?(detail: EdgeDetail): void;
}
