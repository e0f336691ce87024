import type { LogLossReason } from './log-losses.ts';

/**
 * How lines travel: `POST /api/logs/batches`, each body the lines of one frame of a spool as NDJSON, compressed by zstd.
 * A line is `{"time":…,"level":…,"identity":…,"source":…,"message":…,"attributes":{…}?,"pattern":…?,"template":…?}`, as
 * `GET /api/logs` answers it; the template comes with the first line of a pattern of a day, and again where it has changed.
 * (agent, spool, first, count) names them, so that a batch which arrives twice is stored once.
 */
export const logBatchPath = '/api/logs/batches';

export const logBatchHeaders = {
  agent: 'x-sonde-agent',
  spool: 'x-sonde-spool',
  /** Sequence number of the first line; a spool begins with 1. */
  first: 'x-sonde-first',
  count: 'x-sonde-count',
  /** The ingest day, `2026-01-31`: stamped once, when the lines entered the spool. */
  day: 'x-sonde-day',
  /** Milliseconds since the epoch, by the clock of the agent, which may be ahead or behind. */
  sent: 'x-sonde-sent',
  /** Why lines before these are missing, if any are. */
  lostBy: 'x-sonde-lost-by',
} as const;

export interface LogBatchName {
  readonly agent: string;
  readonly spool: string;
  readonly first: number;
  readonly count: number;
  readonly day: string;
  /** Absent where the agent does not know: it began after. */
  readonly lostBy?: LogLossReason | undefined;
}

/** How patterns are called. */
export const patternForm = /^[\w-]{1,32}$/;

export const logBatchLimits = { lines: 8192, compressedBytes: 8 << 20, bytes: 16 << 20 } as const;
