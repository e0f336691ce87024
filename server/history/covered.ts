import { agentStartTime } from '#contract/metrics.ts';

/** For how many seconds of a range, in brackets, each node was scraped: an agent may be younger than the window, and a rate over all of it would be too low. */
export const coveredSeconds = (range: string, intervalSeconds: number): string => `(count_over_time(${agentStartTime.name}${range}) * ${intervalSeconds})`;
