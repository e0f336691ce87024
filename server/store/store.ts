import type { Record } from '#contract/record.ts';

export interface RecordQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  /** Only records about one of these; absent: about anyone. */
  readonly identities?: readonly string[];
}

export interface RetentionLimits {
  readonly beforeMs: number;
  readonly maxBytes: number;
}

export interface StoreState {
  readonly records: number;
  readonly bytes: number;
  readonly oldestMs: number | null;
}

/** Where records live. */
export interface RecordStore {
  /** All of them or none. A record whose id is there already is known, and left as it is. */
  append(records: readonly Record[]): Promise<{ stored: number; known: number }>;
  /** Newest first; a range includes its start and excludes its end. */
  query(query: RecordQuery): Promise<Record[]>;
  /** Removes what is older, then the oldest until the rest fits. */
  prune(limits: RetentionLimits): Promise<{ removed: number }>;
  state(): Promise<StoreState>;
}

/** Where a node of the map stands: a column and a half row, so that cards of neighbouring columns can stand between each other. */
export interface Slot {
  readonly id: string;
  readonly column: number;
  readonly halfRow: number;
  /** Whether it has had an edge: without one it stands aside, and is placed again when it gets its first. */
  readonly linked: boolean;
  readonly seenAtMs: number;
  /** The group that it stands in; empty: none. */
  readonly group: string;
}

/** Where the map's positions live. */
export interface SlotStore {
  slots(): Promise<Slot[]>;
  /** Adds them, or replaces those with the same id. */
  saveSlots(slots: readonly Slot[]): Promise<void>;
  dropSlots(ids: readonly string[]): Promise<void>;
}

export interface Store extends RecordStore, SlotStore, AsyncDisposable {}

/** `corrupt`: the files can't be read as a database. `full`: no room. `away`: it can't be opened at all. */
export type StoreErrorKind = 'corrupt' | 'full' | 'away' | 'failed';

export class StoreError extends Error {
  readonly kind: StoreErrorKind;
  constructor(kind: StoreErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
