import type { TopologyNode } from '#contract/routes.ts';
import type { Change } from './location.ts';

/** The others are addresses, and have no page of their own. */
export const runs = ({ kind }: Pick<TopologyNode, 'kind'>): boolean => kind === 'process' || kind === 'systemd' || kind === 'container';

type ChangeTo = (path: string, set?: Change['set']) => Change;

export const workloadPath = (id: string): string => `/workloads/${encodeURIComponent(id).replaceAll('%3A', ':')}`;
export const nodePath = (node: string): string => `/nodes/${encodeURIComponent(node)}`;

export const toEdge = (changeTo: ChangeTo, id: string): Change => changeTo('/map', { sel: `edge:${id}` });
