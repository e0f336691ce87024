import { agentMetrics } from '#contract/metrics.ts';
import type { Alert } from './alert.ts';
import { alertGroups } from './alerts.ts';

const counted: ReadonlySet<string> = new Set(agentMetrics.map(({ name }) => name));

/** Of a node, and of nothing but what its agent counts. */
const isOfAgent = ({ value, when }: Alert) => value.labels.includes('node') && [...value.reads, ...(when?.reads ?? [])].every((name) => counted.has(name));

/** Names of the alerts that say nothing of a node any more once its agent is down; a page is none of them, for nothing may hold it back. */
export function alertsOfAgent(): string[] {
  const lesser = alertGroups.flatMap(({ alerts }) => alerts).filter(({ severity, value }) => severity !== 'page' && value.reads.length > 0);
  const named = Map.groupBy(lesser, ({ name }) => name);
  return [...named].filter(([, alerts]) => alerts.every(isOfAgent)).map(([name]) => name);
}
