/** What is read without being named: the kernel's messages. */
export const logSources = ['kernel'] as const;
export type LogSource = (typeof logSources)[number];
