import type { Record } from '#contract/record.ts';
import type { Timeline } from '#contract/timeline.ts';

type Mark = Timeline['marks'][number];

/** Events of one severity in one step are one mark, at the latest of them; oldest first. `events` come newest first. */
export function marksOf(events: readonly Record[], stepSeconds: number): Mark[] {
  const marks = new Map<string, Mark>();
  for (const { time: at, severity, message, count } of events) {
    const key = `${Math.floor(Date.parse(at) / 1000 / stepSeconds)} ${severity}`;
    const known = marks.get(key);
    marks.set(key, known === undefined ? { at, severity, message, events: count } : { ...known, events: known.events + count });
  }
  return [...marks.values()].reverse();
}
