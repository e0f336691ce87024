/** What is read without being named: the kernel's messages, the journal of systemd, and what containers write. */
export const logSources = ['kernel', 'journal', 'containers'] as const;
export type LogSource = (typeof logSources)[number];
