import type { Rule } from '#contract/find/term.ts';
import type { LogBatchName } from '#contract/log-batch.ts';
import type { LogLossReason } from '#contract/log-losses.ts';
import type { LogRecord } from '#contract/logs.ts';

export interface LogBatch extends LogBatchName {
  /** NDJSON, compressed by zstd. */
  readonly body: Uint8Array;
}

/** `refused`: why these lines are not taken, now or ever. */
export type Appended = { readonly stored: number; readonly known: number } | { readonly refused: string };

/** A place between two lines, in the order of their times. */
export interface LogPlace {
  readonly us: number;
  /** Empty: before all lines of that microsecond, whatever the order. */
  readonly day: string;
  readonly part: number;
  readonly id: number;
}

/** From `fromUs` up to, and without, `toUs`: microseconds since the epoch. */
export interface LogWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

export type LogOrder = 'newest' | 'oldest';

export interface LogSearch extends LogWindow {
  readonly rule: Rule;
  readonly limit: number;
  /** Which of them come first. */
  readonly order: LogOrder;
  /** Only what comes behind it in this order. */
  readonly after?: LogPlace;
}

export interface LogPage {
  readonly records: readonly LogRecord[];
  /** Where it goes on: behind the last record, or behind what was looked through in the time there was, be it without a find. */
  readonly next?: LogPlace;
}

export type LogColumn = 'level' | 'identity' | 'source' | 'node' | 'pattern';

export interface LogCounting extends LogWindow {
  readonly rule: Rule;
  readonly by: LogColumn;
  /** Where the first bucket would begin, whether or not the window does, and how long each is. */
  readonly startUs: number;
  readonly widthUs: number;
}

/** How many lines with a value fell into a bucket. */
export interface LogCount {
  readonly bucket: number;
  readonly value: string;
  readonly count: number;
}

export interface LogCounts {
  readonly counts: readonly LogCount[];
  /** What is older than this was not counted in the time there was: it is the end of the window to ask for next. */
  readonly restToUs?: number;
}

export interface LogPatternsAsked extends LogWindow {
  readonly rule: Rule;
}

/** What there is of a pattern; an empty one stands for lines that have none. */
export interface LogPatternCount {
  readonly pattern: string;
  /** Its number in the order of levels: the most severe of its lines. */
  readonly level: number;
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

export interface LogPatternCounts {
  readonly patterns: readonly LogPatternCount[];
  /** As of LogCounts. */
  readonly restToUs?: number;
}

export interface LogPatternExamplesAsked {
  readonly rule: Rule;
  /** The time of a line of each, which matches. */
  readonly of: readonly { readonly pattern: string; readonly us: number }[];
}

export interface LogPatternExample {
  readonly pattern: string;
  readonly template?: string;
  readonly record?: LogRecord;
}

/** How many lines are missing in a bucket: their agent had to drop them. */
export interface LostCount {
  readonly bucket: number;
  readonly count: number;
}

/** Lines that are missing: between two that came. */
export interface LostLines {
  readonly fromUs: number;
  readonly toUs: number;
  readonly node: string;
  readonly count: number;
  readonly reason: LogLossReason;
}

export interface LogFieldsAsked extends LogWindow {
  readonly rule: Rule;
  /** So many of the newest lines are looked at. */
  readonly lines: number;
}

/** What lines hold of one attribute. */
export interface LogAttribute {
  readonly name: string;
  /** How many lines have it. */
  readonly lines: number;
  readonly distinct: number;
  /** Of the numbers among its values. */
  readonly least?: number;
  readonly most?: number;
  /** The most frequent first. */
  readonly values: readonly (readonly [value: string, lines: number])[];
}

export interface LogAttributes {
  /** So many lines were looked at. */
  readonly lines: number;
  /** Whether these are all that match. */
  readonly isAll: boolean;
  readonly attributes: readonly LogAttribute[];
}

/** The last line that was heard of, in each file. */
export type LogMark = readonly { readonly day: string; readonly part: number; readonly id: number }[];

export interface LogArrivals {
  /** As they came. */
  readonly records: readonly LogRecord[];
  /** How many that match came before these, and were too many. */
  readonly dropped: number;
  readonly mark: LogMark;
}

export interface LogStoreState {
  readonly lines: number;
  readonly bytes: number;
}

/** Where lines live. */
export interface LogStore extends AsyncDisposable {
  /** All of it or none; lines that are there already are known, and left as they are. */
  append(batch: LogBatch): Promise<Appended>;
  /** Whether more batches wait than it can take soon. */
  readonly isBusy: boolean;
  search(search: LogSearch): Promise<LogPage>;
  count(counting: LogCounting): Promise<LogCounts>;
  lost(counting: Omit<LogCounting, 'rule' | 'by'>): Promise<LostCount[]>;
  /** Each loss of a window, the newest first, at most so many. */
  losses(asked: LogWindow & { readonly limit: number }): Promise<LostLines[]>;
  /** Of lines that match: told turn by turn, as counts are. */
  patterns(asked: LogPatternsAsked): Promise<LogPatternCounts>;
  patternExamples(asked: LogPatternExamplesAsked): Promise<LogPatternExample[]>;
  /** Where a line stands, and whose it is; undefined where it is not kept any more. */
  find(id: string): Promise<{ readonly record: LogRecord; readonly node: string; readonly place: LogPlace } | undefined>;
  attributes(asked: LogFieldsAsked): Promise<LogAttributes>;
  /** What came since a mark; without one, where the next lines will come. */
  arrived(asked: { readonly rule: Rule; readonly limit: number; readonly since?: LogMark }): Promise<LogArrivals>;
  /** Removes what is older, or more, than is kept. It is also done by itself now and then. */
  prune(): Promise<void>;
  state(): Promise<LogStoreState>;
}
