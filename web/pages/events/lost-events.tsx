import type { ReactNode } from 'react';
import { exact } from '../../lib/quantity.ts';
import { Hatched } from '../../ui/believed.tsx';
import { Link } from '../../ui/link.tsx';
import { useRoute } from '../../ui/queries.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';

export interface LostOn {
  readonly node: string;
  readonly count: number;
}

/**
 * What was lost on the way from the kernel to here; null where nobody knows. The doctor looks at the last minutes, which a window
 * in the past does not hold.
 */
export function useLost(isLive: boolean): readonly LostOn[] | null {
  const { data } = useRoute('GET /api/doctor', undefined, () => ({}));
  if (!isLive || data === undefined) return [];
  if (data.lost === null) return null;
  const byNode = Map.groupBy(data.lost.byReason, ({ node }) => node);
  const all = Array.from(byNode, ([node, reasons]) => ({ node, count: Math.round(reasons.reduce((sum, { count }) => sum + count, 0)) }));
  return all.filter(({ count }) => count > 0);
}

export function LostEvents({ lost }: { readonly lost: readonly LostOn[] | null }): ReactNode {
  const changeTo = usePageChange();
  if (lost === null) return <Hatched>Whether any were lost is not known now: Prometheus, which counts that, does not answer.</Hatched>;
  if (lost.length === 0) return null;
  return (
    <Hatched>
      At least: {lost.map(({ node, count }) => `${exact(count)} ${count === 1 ? 'was' : 'were'} lost on ${node}`).join(', ')} in the last 15 minutes. The{' '}
      <Link to={changeTo('/doctor')}>doctor</Link> says why.
    </Hatched>
  );
}
