/** Of events, from what is only told to what is wrong. */
export const severities = ['info', 'warning', 'error'] as const;
export type Severity = (typeof severities)[number];
