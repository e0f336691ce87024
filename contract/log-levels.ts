/** From the least to the most severe; `unknown` says nothing about that. */
export const logLevels = ['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof logLevels)[number];
