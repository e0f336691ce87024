/** What is read without being named: the kernel's messages, the journal of systemd, and what containers write. */
export const logSources = ['kernel', 'journal', 'containers'] as const;
export type LogSource = (typeof logSources)[number];
/** What others send, where it is listened to. */
export const logInputs = ['syslog', 'otlp'] as const;
export type LogInput = (typeof logInputs)[number];
