import { useMemo } from 'react';
import { type Picked, readPicks, writePicks } from '../../lib/pick.ts';
import { go, usePlace } from '../location.ts';

/** Which lines of a chart are alone: a part of the page's address. */
export function usePicks(chart: string): [Picked, (picked: Picked) => void] {
  const { query } = usePlace();
  const text = query.get('lines');
  const picked = useMemo(() => readPicks(text, chart), [text, chart]);
  return [picked, (after) => go({ set: { lines: writePicks(text, chart, after) } })];
}
