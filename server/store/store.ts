import type { Record } from '#contract/record.ts';
import type { Severity } from '#contract/severities.ts';
import type { LogAttributes } from './logs/log-store.ts';

interface RecordFilter {
  readonly fromMs: number;
  readonly toMs: number;
  /** In the words of contract/find/event-fields.ts, without errors; absent: all. */
  readonly find?: string;
}

export interface RecordQuery extends RecordFilter {
  readonly limit: number;
  /** Which come first: the newest, unless the oldest are asked for. */
  readonly order?: 'newest' | 'oldest';
  /** Only records about one of these; absent: about anyone. */
  readonly identities?: readonly string[];
  /** Only those that come after it in this order, and were there when it was. */
  readonly after?: RecordPlace;
}

/** Where a page of records ended: its last record, and the last that was stored when the first page was read. */
export interface RecordPlace {
  readonly ms: number;
  readonly seq: number;
  readonly lastSeq: number;
}

export interface RecordPage {
  readonly records: Record[];
  /** Absent where there are no more. */
  readonly next?: RecordPlace;
}

export interface RecordTally extends RecordFilter {
  readonly startMs: number;
  readonly widthMs: number;
}

/** How many events of a severity began in the bucket of this index. */
export interface SeverityCount {
  readonly bucket: number;
  readonly severity: Severity;
  readonly count: number;
}

export interface RecordShare extends RecordFilter {
  readonly by: 'type' | 'severity' | 'identity' | 'node' | 'object' | 'reason';
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
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

/** An event that lasts is told anew this often, so that a row says when. */
export const foldMs = 60_000;

/** Whether an event counts in the row that the same one began at `startMs`. */
export const isInRow = (startMs: number, atMs: number): boolean => startMs <= atMs && startMs > atMs - foldMs;

/** Where records live. */
export interface RecordStore {
  /**
   * All of them or none. A record whose id is there already is known, and left as it is. One that is the same event again as one
   * that began at most `foldMs` before it counts there.
   */
  append(records: readonly Record[]): Promise<{ stored: number; known: number }>;
  /** Newest first, unless the oldest are asked for first; a range includes its start and excludes its end. */
  query(query: RecordQuery): Promise<Record[]>;
  /** The same with what leads to the next. Pages together hold what was there when the first was read, each record once. */
  page(query: RecordQuery): Promise<RecordPage>;
  /** Exact: how many have each value of a column. */
  share(query: RecordShare): Promise<ValueCount[]>;
  /** Of the newest that match. */
  attributes(query: RecordFilter & { readonly lines: number }): Promise<LogAttributes>;
  /** Undefined where it is not kept any more. */
  find(id: string): Promise<{ readonly record: Record; readonly place: RecordPlace } | undefined>;
  /** Exact; by bucket and severity. */
  tally(query: RecordTally): Promise<SeverityCount[]>;
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
