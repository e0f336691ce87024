import { useMemo } from 'react';
import type { Clusters } from '../lib/scope.ts';
import { useKept } from './kept.ts';
import { useRoute } from './queries.ts';

/** The clusters of the hosts that are watched: the same question as the rail's, so it is asked once. */
export function useClusters(): Clusters {
  const hosts = useRoute('GET /api/doctor', undefined, () => ({})).data?.hosts ?? [];
  // The hosts are told anew each few seconds; where they stand hardly ever changes.
  const pairs = useKept(hosts.map(({ node, cluster }) => [node, cluster] as const));
  return useMemo(() => new Map(pairs), [pairs]);
}
