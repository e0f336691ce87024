import type { WorkloadProcesses } from '#contract/processes.ts';
import type { TopologyNode } from '#contract/routes.ts';
import { runs } from '../../../ui/runs.ts';

/** What is known of the processes of a card. */
export type CardProcesses =
  | { readonly state: 'asked' }
  | { readonly state: 'told'; readonly told: WorkloadProcesses }
  | { readonly state: 'unknown'; readonly reason: string };

/** By the id of the card. Of one that is not in it, nobody was asked. */
export type ProcessesById = ReadonlyMap<string, CardProcesses>;

export const noProcesses: ProcessesById = new Map();

/** Whether an agent of ours can tell its processes. */
export const isLocal = ({ kind, hosts }: Pick<TopologyNode, 'kind' | 'hosts'>): boolean => runs({ kind }) && hosts.length > 0;
