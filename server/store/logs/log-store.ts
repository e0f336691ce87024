import type { LogBatchName } from '#contract/log-batch.ts';
import type { LogLevel } from '#contract/log-levels.ts';
import type { LogRecord } from '#contract/logs.ts';
import type { LogFilter } from './filter.ts';

export interface LogBatch extends LogBatchName {
  /** NDJSON, compressed by zstd. */
  readonly body: Uint8Array;
}

/** `refused`: why these lines are not taken, now or ever. */
export type Appended = { readonly stored: number; readonly known: number } | { readonly refused: string };

/** A place between two lines, in the order of their times. */
export interface LogPlace {
  readonly us: number;
  readonly day: string;
  readonly part: number;
  readonly id: number;
}

/** From `fromUs` up to, and without, `toUs`: microseconds since the epoch. */
export interface LogWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

export interface LogSearch extends LogWindow {
  readonly filter: LogFilter;
  readonly limit: number;
  /** Only what is older. */
  readonly before?: LogPlace;
}

export interface LogPage {
  /** Newest first. */
  readonly records: readonly LogRecord[];
  /** Where the next page begins; absent where nothing is left. */
  readonly next?: LogPlace;
}

export interface LogCounting extends LogWindow {
  readonly filter: LogFilter;
  /** Where the first bucket would begin, whether or not the window does, and how long each is. */
  readonly startUs: number;
  readonly widthUs: number;
}

/** How many lines of a level fell into a bucket. */
export interface LevelCount {
  readonly bucket: number;
  readonly level: LogLevel;
  readonly count: number;
}

/** How many lines are missing in a bucket: their agent had to drop them. */
export interface Lost {
  readonly bucket: number;
  readonly count: number;
}

export interface LogCount {
  readonly levels: readonly LevelCount[];
  readonly lost: readonly Lost[];
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
  count(counting: LogCounting): Promise<LogCount>;
  state(): Promise<LogStoreState>;
}
