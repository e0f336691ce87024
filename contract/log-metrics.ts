import { kernelEventTypes } from './kernel-events.ts';
import { logLevels } from './log-levels.ts';
import { logSources } from './log-sources.ts';
import { type Metric, metric } from './metric.ts';

/** What the process that reads logs says of itself and of them. */

export const logLines = metric('counter', 'sonde_log_lines_total', 'Lines that were read, by how severe they say they are.', ['level'], {
  values: { level: logLevels },
});
export const logBytes = metric('counter', 'sonde_log_bytes_total', 'Bytes of the lines that were read, without their ends.', []);
export const logLost = metric('counter', 'sonde_log_lost_lines_total', 'Lines that are lost, whole or (too_long) in part.', ['reason'], {
  values: { reason: ['spool_full', 'spool_corrupt', 'rejected', 'too_long', 'kernel_overrun'] },
});
export const logOdd = metric(
  'counter',
  'sonde_log_oddities_total',
  'Lines with an encoding error (replaced), bytes of NUL (passed over), links that lead out of the folders that are read (refused), and fields beyond the bounds of a line or its writer (flattened into one).',
  ['kind'],
  { values: { kind: ['encoding', 'nul', 'refused_link', 'attributes'] } },
);
export const logSourceUp = metric('gauge', 'sonde_log_source_up', 'Whether a source that is wanted is read.', ['source'], { values: { source: logSources } });
export const kernelEvents = metric('counter', 'sonde_kernel_events_total', 'What the kernel said went wrong, each once.', ['type'], {
  values: { type: kernelEventTypes },
});
export const logLostEvents = metric(
  'counter',
  'sonde_log_lost_events_total',
  'Events of the kernel and of patterns that did not reach the server.',
  ['reason'],
  {
    values: { reason: ['queue_full', 'rejected'] },
  },
);
export const logFiles = metric('gauge', 'sonde_log_open_files', 'Files that are read.', []);
export const logSpoolBytes = metric('gauge', 'sonde_log_spool_bytes', 'Bytes of the spool on the disk.', []);
export const logSpoolLimit = metric('gauge', 'sonde_log_spool_limit_bytes', 'Bytes that the spool may take: beyond it the oldest lines are lost.', []);
export const logUndelivered = metric('gauge', 'sonde_log_undelivered_lines', 'Lines that were read and that the server, or Kafka, has not taken yet.', []);
export const logsStartTime = metric('gauge', 'sonde_logs_start_time_seconds', 'When the process that reads logs started, in seconds since the epoch.', []);

/** In the order of /metrics. */
export const logMetrics: readonly Metric[] = [
  logLines,
  logBytes,
  logLost,
  logOdd,
  kernelEvents,
  logLostEvents,
  logSourceUp,
  logFiles,
  logSpoolBytes,
  logSpoolLimit,
  logUndelivered,
  logsStartTime,
];
