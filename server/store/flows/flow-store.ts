import type { FlowCounts } from '#contract/flows.ts';
import type { Edge } from '#contract/identity.ts';
import type { LogBatchName } from '#contract/log-batch.ts';
import type { ObservedEnd } from '#contract/metrics.ts';

export interface FlowBatch extends LogBatchName {
  /** NDJSON, compressed by zstd. */
  readonly body: Uint8Array;
}

/** What an agent told of an edge: of one minute, or of several together. */
export interface ToldFlow {
  readonly node: string;
  /** When the minute began. */
  readonly atMs: number;
  readonly seen: { readonly [end in ObservedEnd]?: FlowCounts };
}

/** An edge and all that was told of it. */
export interface ToldEdge {
  readonly id: string;
  readonly edge: Edge;
  /** By agent; of gauges the last that it told. `atMs` is when the last minute began. */
  readonly flows: readonly ToldFlow[];
}

export interface ToldEdges {
  readonly edges: readonly ToldEdge[];
  /** Where there were more: none is told of before this minute, of it perhaps not all. */
  readonly sinceMs?: number;
}

interface FlowWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where flows live: minutes are in a window where they begin in it, and the one in which it begins is too. */
export interface FlowStore extends AsyncDisposable {
  /** All of it or none; flows that are there already are known, and left as they are. `refused`: why they are not taken, now or ever. */
  append(batch: FlowBatch): Promise<{ readonly stored: number; readonly known: number } | { readonly refused: string }>;
  /** Whether more batches wait than it can take soon. */
  readonly isBusy: boolean;
  /** Edges of a window, each summed up; of more flows than `most` the newest. */
  edges(asked: FlowWindow & { readonly most?: number }): Promise<ToldEdges>;
  /** Minute by minute, in order. */
  minutes(asked: FlowWindow & { readonly id: string }): Promise<readonly ToldFlow[]>;
  /** Removes what is older, then the oldest until the rest fits. */
  prune(limits: { readonly beforeMs: number; readonly maxBytes: number }): Promise<{ readonly removed: number }>;
}
