import type { AgentReport } from '#contract/doctor.ts';

const leastUptimeSeconds = 1;

export function uptimeSeconds({ startedAt }: AgentReport, atMs: number): number {
  return Math.max((atMs - Date.parse(startedAt)) / 1000, leastUptimeSeconds);
}

/** Of one core, on average since the agent started. */
export function cpuShare(report: AgentReport, atMs: number): number {
  return report.cpuSeconds / uptimeSeconds(report, atMs);
}
