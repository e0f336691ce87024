/** What is read without being named: the kernel's messages, and what containers write. */
export const logSources = ['kernel', 'containers'] as const;
export type LogSource = (typeof logSources)[number];
