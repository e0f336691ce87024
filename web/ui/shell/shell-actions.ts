import { Clock, GitCompareArrows, Link2, Monitor, Moon, Pause, Play, Sun } from 'lucide-react';
import { comparisons, readCompare } from '../../lib/compare.ts';
import { ranges } from '../../lib/time.ts';
import type { Action } from '../actions.ts';
import { go, usePlace } from '../location.ts';
import { prefer, usePreferences } from '../preferences.ts';
import { useTime } from '../time-scope.ts';
import { say } from '../toast.tsx';
import { comparesWith } from './compare-picker.tsx';

function copyLink(): void {
  navigator.clipboard.writeText(location.href).then(
    () => say('The link to this view is copied.'),
    () => say('The link could not be copied: the browser does not allow it here.'),
  );
}

const themeActions: readonly Action[] = [
  { id: 'theme-dark', title: 'Theme: dark', icon: Moon, run: () => prefer({ theme: 'dark' }) },
  { id: 'theme-light', title: 'Theme: light', icon: Sun, run: () => prefer({ theme: 'light' }) },
  { id: 'theme-system', title: 'Theme: as the system', icon: Monitor, run: () => prefer({ theme: 'system' }) },
];

/** What can be done on every page. */
export function useShellActions(): readonly Action[] {
  const { query } = usePlace();
  const { zone } = usePreferences();
  const [time, setTime] = useTime();
  const range = time.kind === 'fixed' ? '15m' : time.range;
  const compared = readCompare(query);
  const live: Action =
    time.kind === 'live'
      ? { id: 'pause', title: 'Pause', icon: Pause, run: () => setTime({ kind: 'paused', range, to: new Date().toISOString() }) }
      : { id: 'live', title: 'Live: back to now', icon: Play, run: () => setTime({ kind: 'live', range }) };
  const compare = comparisons
    .filter(({ id }) => id !== compared?.id)
    .map((one): Action => ({ id: `compare-${one.id}`, title: `Compare with ${one.words}`, icon: GitCompareArrows, run: () => go(comparesWith(one)) }));
  return [
    live,
    { id: 'copy-link', title: 'Copy a link to this view', icon: Link2, run: copyLink },
    ...compare,
    ...(compared === undefined ? [] : [{ id: 'compare-none', title: 'Compare with nothing', icon: GitCompareArrows, run: () => go(comparesWith(undefined)) }]),
    ...themeActions,
    zone === 'UTC'
      ? { id: 'zone-local', title: 'Times in the local zone', icon: Clock, run: () => prefer({ zone: 'local' }) }
      : { id: 'zone-utc', title: 'Times in UTC', icon: Clock, run: () => prefer({ zone: 'UTC' }) },
    ...ranges.map(({ id, label }): Action => ({ id: `range-${id}`, title: label, icon: Clock, run: () => setTime({ kind: 'live', range: id }) })),
  ];
}
