import { kernelEventTypes } from './kernel-events.ts';
import { logLevels } from './log-levels.ts';
import { logInputs, logSources } from './log-sources.ts';
import { type Metric, metric } from './metric.ts';

/** What the process that reads logs says of itself and of them. */

const writerLabels = ['identity', 'identity_kind', 'identity_namespace'] as const;

export const logLines = metric(
  'counter',
  'sonde_log_lines_total',
  'Lines that were read, by how severe they say they are, and by who wrote them: `unknown` where nothing says, `other` for those beyond the bound.',
  ['level', ...writerLabels],
  { values: { level: logLevels } },
);
export const logBytes = metric('counter', 'sonde_log_bytes_total', 'Bytes of the lines that were read, without their ends.', writerLabels);
export const logPatternLines = metric(
  'counter',
  'sonde_log_pattern_lines_total',
  'Lines of each of the 30 patterns that have had the most lately; who is one of them no more has no series. `pattern=` finds its lines.',
  ['pattern', 'level', ...writerLabels],
);
export const logLost = metric('counter', 'sonde_log_lost_lines_total', 'Lines that are lost, whole or (too_long) in part.', ['reason'], {
  values: { reason: ['spool_full', 'spool_corrupt', 'rejected', 'too_long', 'kernel_overrun', 'journal_vacuumed', 'datagram_dropped'] },
});
export const logOdd = metric(
  'counter',
  'sonde_log_oddities_total',
  'Lines with an encoding error (replaced), messages that are not as their protocol has it (kept whole), bytes of NUL (passed over), links that lead out of the folders that are read (refused), and fields beyond the bounds of a line or its writer (flattened into one).',
  ['kind'],
  { values: { kind: ['encoding', 'nul', 'refused_link', 'attributes', 'malformed'] } },
);
export const logRefused = metric(
  'counter',
  'sonde_log_refused_total',
  'Connections and requests with lines that were sent away; their sender was told.',
  ['input', 'reason'],
  { values: { input: logInputs, reason: ['busy', 'too_large', 'unreadable', 'not_allowed'] } },
);
export const logSourceUp = metric('gauge', 'sonde_log_source_up', 'Whether a source that is wanted is read.', ['source'], {
  values: { source: [...logSources, ...logInputs] },
});
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
export const logUnreadFiles = metric('gauge', 'sonde_log_unread_files', 'Files that match and are not read, because the limit of open files is reached.', []);
export const logSpoolBytes = metric('gauge', 'sonde_log_spool_bytes', 'Bytes of the spool on the disk.', []);
export const logSpoolLimit = metric('gauge', 'sonde_log_spool_limit_bytes', 'Bytes that the spool may have; beyond it the oldest lines are lost.', []);
export const logLag = metric(
  'gauge',
  'sonde_log_lag_seconds',
  'How long ago the oldest line was written that is not read (read; only where its file has more than can be read at once), or read that the server has not taken (deliver).',
  ['stage'],
  { values: { stage: ['read', 'deliver'] } },
);
export const logUndelivered = metric('gauge', 'sonde_log_undelivered_lines', 'Lines that were read and that the server, or Kafka, has not taken yet.', []);
export const logsStartTime = metric('gauge', 'sonde_logs_start_time_seconds', 'When the process that reads logs started, in seconds since the epoch.', []);

/** In the order of /metrics. */
export const logMetrics: readonly Metric[] = [
  logLines,
  logBytes,
  logPatternLines,
  logLost,
  logOdd,
  logRefused,
  kernelEvents,
  logLostEvents,
  logSourceUp,
  logFiles,
  logUnreadFiles,
  logSpoolBytes,
  logSpoolLimit,
  logLag,
  logUndelivered,
  logsStartTime,
];
