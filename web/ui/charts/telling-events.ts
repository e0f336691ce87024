import type { Record as Event } from '#contract/record.ts';
import { type TimeScope, windowOf } from '../../lib/time.ts';
import { useRoute } from '../queries.ts';

/** What is wrong, and what was changed: as web/lib/event-marks.ts has it. */
const query = 'severity>=warning or type=deploy';
const limit = 500;
const none: readonly Event[] = [];

/** The events of a time that are marked on what is drawn over it. */
export function useTellingEvents(time: TimeScope): readonly Event[] {
  const input = () => ({ ...windowOf(time, Date.now()), query, limit });
  return useRoute('GET /api/events', ['telling', time], input, { still: time.kind !== 'live' }).data?.records ?? none;
}
