/** Why lines that were read never came: their numbers are missing. */
export const logLosses = ['spool_full', 'spool_corrupt', 'rejected', 'unknown'] as const;
export type LogLossReason = (typeof logLosses)[number];
