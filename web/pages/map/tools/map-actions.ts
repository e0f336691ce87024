import { Diff, Pin, Table2, WandSparkles, Waypoints } from 'lucide-react';
import { bounds } from '../../../lib/time.ts';
import { type Action, useOffer } from '../../../ui/actions.ts';
import { go, usePlace } from '../../../ui/location.ts';
import { useTime } from '../../../ui/time-scope.ts';
import { arrangements, readArrangement } from '../layout/arrangement.ts';
import { opensDiff, pins, readPin } from '../time/use-diff.ts';
import { layouts, laysOut } from './layout-menu.tsx';
import { useTidy } from './tidy.ts';

/** What the map can do, for the palette. */
export function useMapActions(): void {
  const { query } = usePlace();
  const [time] = useTime();
  const { tidy } = useTidy();
  const isTable = query.get('as') === 'table';
  const shown = readArrangement(query);
  const pinned = readPin(query) !== undefined;
  const form: Action = isTable
    ? { id: 'as-map', title: 'Show as a map', icon: Waypoints, run: () => go({ set: { as: undefined, sort: undefined } }) }
    : { id: 'as-table', title: 'Show as a table', icon: Table2, run: () => go({ set: { as: 'table', sort: undefined } }) };
  useOffer([
    { id: 'tidy', title: 'Tidy the map', icon: WandSparkles, run: tidy },
    { id: 'pin', title: 'Pin this moment as A', icon: Pin, run: () => go(pins(bounds(time, Date.now()).toMs)) },
    { id: 'diff', title: pinned ? 'Diff with A' : 'What changed', icon: Diff, run: () => go(opensDiff(query)) },
    form,
    ...arrangements
      .filter((one) => one !== shown)
      .map((one): Action => ({ id: `layout-${one}`, title: `Layout: ${layouts[one].name}`, icon: layouts[one].icon, run: () => go(laysOut(one)) })),
  ]);
}
