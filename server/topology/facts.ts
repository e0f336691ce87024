import type { Edge, Identity, Transport } from '#contract/identity.ts';
import type { Outcome } from '#contract/l7.ts';
import type { ProtocolRequests, Unseen } from '#contract/requests.ts';

export type Protocol = ProtocolRequests['protocol'];

/** The requests of one protocol on an edge: counts in the window, and how long answers took. */
export interface ProtocolFacts {
  readonly requests: Map<Outcome, number>;
  p50Seconds: number | null;
  p99Seconds: number | null;
  /** The 99th percentile of a usual minute: of the last ones, and of the hour before them. */
  recentP99Seconds: number | null;
  usualP99Seconds: number | null;
}

export interface RequestFacts {
  readonly protocols: Map<Protocol, ProtocolFacts>;
  /** Connections in the window whose requests are not seen; 0 where they are older than it. */
  readonly unseen: Map<Unseen['reason'], number>;
  readonly serverNames: Set<string>;
  /** The same ends have an edge of the other transport on this port, and requests that may be of this one were counted there. */
  countedOnTwin: boolean;
}

/** What was recorded about one edge in a window: counts, not rates. */
export interface EdgeFacts {
  readonly id: string;
  readonly edge: Edge;
  /** By what it is known: its series, flows of the time when it had none, or both; then its numbers are those of its series. */
  readonly told: 'series' | 'flows' | 'both';
  /** It came in the last seconds of the window: its counts are not recorded yet. */
  isNew: boolean;
  connects: number;
  readonly failures: Map<string, number>;
  open: number;
  toServerBytes: number;
  toClientBytes: number;
  /** Bytes both ways by traffic class; a class is there once it was seen. */
  readonly traffic: Map<string, number>;
  retransmits: number;
  resets: number;
  dropped: number;
  readonly l7: RequestFacts;
  rttP50Seconds: number | null;
  rttP99Seconds: number | null;
}

export interface Listener {
  readonly identity: Identity;
  readonly port: number;
  readonly transport: Exclude<Transport, 'unix'>;
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

/** Events that a collector took in. */
export interface EventCount {
  readonly node: string;
  readonly collector: string;
  readonly count: number;
}

/** How the agents read requests. */
export interface RequestReading {
  /** Whether any agent reads them at all. */
  readonly up: boolean;
  /** Nodes that parse only one of so many connections, at worst in the window. */
  readonly sampling: readonly { readonly node: string; readonly factor: number }[];
  /** Nodes whose kernel does not show what applications read, so that only what arrives in order is counted. */
  readonly unrepaired: readonly string[];
}

export interface WindowFacts {
  readonly edges: ReadonlyMap<string, EdgeFacts>;
  /** The end of the window of which no flows came yet. */
  readonly untoldSeconds: number;
  /** From when on all flows were read, where they were too many in the window. */
  readonly flowsSinceMs?: number | undefined;
  readonly listeners: readonly Listener[];
  readonly agents: readonly AgentPresence[];
  readonly lost: readonly LostCount[];
  readonly events: readonly EventCount[];
  readonly requests: RequestReading;
  /** The observed nodes that each identity runs on, by its id. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
}
