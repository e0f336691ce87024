import type { Topology, TopologyDiff } from '#contract/routes.ts';
import { changedOf, differences, highlightOf, type Listed, listed } from './changed.ts';
import type { Filters } from './filters.ts';
import type { Ground } from './ground.ts';
import { type MapModel, modelOf } from './model.ts';
import { incomparable } from './watched.ts';

interface Beside {
  readonly model: MapModel;
  /** Absent where nothing is compared, or nothing can be. */
  readonly differences: Listed | undefined;
}

/** The map beside the same of an earlier moment. What is different is told of the whole of it, whatever the scope. */
export function modelBeside(ground: Ground, filters: Filters, diff: TopologyDiff | undefined, whole: Topology): Beside {
  if (diff === undefined || incomparable(diff) !== undefined) return { model: modelOf(ground, filters), differences: undefined };
  const found = differences(diff, whole, filters.own);
  return { model: modelOf(ground, { ...filters, changed: changedOf(found) }, highlightOf(found)), differences: listed(found) };
}
