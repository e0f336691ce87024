import type { WorkloadDetail } from '#contract/routes.ts';

/** What a p99 is where one is told of many: the quantiles of minutes cannot be added up. */
export const worstMinute = 'p99, worst minute';
export const worstMinuteOfEdges = 'p99, worst minute of the slowest connection';

/** Of all requests of the window, as the chart of the workload's page has it. */
export const p99SecondsOf = ({ latency }: Pick<WorkloadDetail, 'latency'>): number | null => latency?.latency.p99Seconds ?? null;
