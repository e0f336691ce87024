import type { TopologyEdge } from '#contract/routes.ts';
import type { MapModel } from './model.ts';

/** Why figures are not exact, from the first edge whose figures are not. */
export interface Bounds {
  readonly partial?: string;
  readonly estimated?: string;
}

function boundsOf({ confidence, l7 }: TopologyEdge): Bounds {
  const found: { partial?: string; estimated?: string } = {};
  for (const { state, reasons } of [confidence, l7.confidence]) {
    if (state !== 'full') found[state] ??= reasons.join('; ') || 'events were lost';
  }
  const [unseen] = l7.unseen;
  if (l7.seen && unseen !== undefined) found.partial ??= `requests of some connections are not seen (${unseen.says})`;
  return found;
}

export function boundsIn(edges: MapModel['edges']): Bounds {
  let bounds: Bounds = {};
  for (const { edge } of edges) {
    bounds = { ...boundsOf(edge), ...bounds };
    if (bounds.partial !== undefined && bounds.estimated !== undefined) break;
  }
  return bounds;
}
