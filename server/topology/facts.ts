import type { Edge, Identity, Transport } from '#contract/identity.ts';

/** What was recorded about one edge in a window: counts, not rates. */
export interface EdgeFacts {
  readonly id: string;
  readonly edge: Edge;
  connects: number;
  readonly failures: Map<string, number>;
  open: number;
  toServerBytes: number;
  toClientBytes: number;
  /** Bytes both ways by traffic class; a class is there once it was seen. */
  readonly traffic: Map<string, number>;
  retransmits: number;
  resets: number;
  rttP50Seconds: number | null;
  rttP99Seconds: number | null;
}

export interface Listener {
  readonly identity: Identity;
  readonly port: number;
  readonly transport: Transport;
}

/** What Prometheus got of one agent in a window. */
export interface AgentPresence {
  readonly node: string;
  /** Its last sample is recent. */
  readonly up: boolean;
  /** For how much of the window there are samples. */
  readonly coveredSeconds: number;
  readonly restarts: number;
  /** Seconds without samples between the first and the last. */
  readonly gapSeconds: number;
}

export interface LostCount {
  readonly node: string;
  readonly collector: string;
  readonly reason: string;
  readonly count: number;
}

export interface WindowFacts {
  readonly edges: ReadonlyMap<string, EdgeFacts>;
  readonly listeners: readonly Listener[];
  readonly agents: readonly AgentPresence[];
  readonly lost: readonly LostCount[];
  /** Events taken in, by collector. */
  readonly events: ReadonlyMap<string, number>;
}
