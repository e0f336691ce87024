import { type Check, isCollectorCheck } from '#contract/doctor.ts';
import type { HostNode } from '#contract/nodes.ts';
import type { Doctor } from '#contract/routes.ts';
import { doctorChecks, doctorFinding } from '#contract/server-metrics.ts';

const presentMs = 120_000;

/** The doctor examines the present; of a window that ended longer ago there is what was kept of its findings. */
export const isPast = (toMs: number): boolean => Date.now() - toMs >= presentMs;

type Examined = Pick<Doctor, 'checks' | 'hosts'>;

/** A check that is not as it should be. */
export interface Finding {
  /** With the host, where it is a check of one. */
  readonly name: string;
  readonly state: 'failed' | 'warning';
  readonly says: string;
}

/** A collector that is not as it should be is told by the check of its agent. */
const hostChecks = ({ node, report }: HostNode): Check[] =>
  (report?.checks ?? []).filter((check) => !isCollectorCheck(check)).map((check) => ({ ...check, name: `${check.name} on ${node}` }));

const checksIn = ({ checks, hosts }: Examined): Check[] => [...checks, ...hosts.flatMap(hostChecks)];

/** What Sonde itself lacks: an agent that is not seen is worse than what it would tell. */
export function findingsIn(examined: Examined): Finding[] {
  return checksIn(examined).flatMap(({ name, state, says }) => (state === 'failed' || state === 'warning' ? [{ name, state, says }] : []));
}

/** How many checks there are, of Sonde itself and of all hosts. */
export const checkCount = (examined: Examined): number => checksIn(examined).length;

/** As a series keeps it. */
export const findingValue: Readonly<Record<Finding['state'], number>> = { warning: 1, failed: 2 };

/** What is kept of the findings, by check; without labels 0, where the doctor looked at all. */
export const findingsQuery = `max by (check) (${doctorFinding.name}) or 0 * max(sum without (state) (${doctorChecks.name}))`;
