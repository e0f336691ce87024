import type { alertDomains, alertSeverities } from '#contract/alerts.ts';

export type Severity = (typeof alertSeverities)[number];
export type Domain = (typeof alertDomains)[number];
/** Who is told. */
export type Owner = 'platform' | 'applications' | 'observability';
export type Unit = 'ratio' | 'bytes' | 'seconds' | 'cores' | 'per_second' | 'count' | 'times';
