import type { EventHistogram, Events as EventsReply } from '#contract/events.ts';
import { eventFields } from '#contract/find/event-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { Query } from '#contract/routes.ts';
import { badInput } from '../problem.ts';
import { patternProblem } from '../store/logs/line-matcher.ts';
import type { RecordStore, SeverityCount } from '../store/store.ts';
import { iso, type Window } from '../topology/window.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { eventWindow } from './window.ts';

export interface Events {
  page(query: Query<'GET /api/events'>): Promise<EventsReply>;
  histogram(query: Query<'GET /api/events/histogram'>): Promise<EventHistogram>;
}

const defaults = { limit: 100, buckets: 100 };
const queryAllowed = `words, "phrases" and comparisons of ${eventFields.map(({ name }) => name).join(', ')}, each with a - before it to turn it round`;

function checked(find: string): string {
  const { terms, errors } = parseFind(find, eventFields);
  const patterns = terms.flatMap((term) => {
    const says = term.is === 'pattern' ? patternProblem(term) : undefined;
    return says === undefined ? [] : [{ ...term, says }];
  });
  const [first] = [...errors, ...patterns];
  if (first !== undefined) throw badInput('query', queryAllowed, `at ${first.from + 1} to ${first.to} of the query: ${first.says}`);
  return find;
}

/** All of one width but the last, which ends where the window does. */
function histogramOf({ fromMs, toMs }: Window, widthMs: number, counted: readonly SeverityCount[]): EventHistogram {
  const buckets = Array.from({ length: Math.ceil((toMs - fromMs) / widthMs) }, (_, at) => ({
    from: iso(fromMs + at * widthMs),
    to: iso(Math.min(toMs, fromMs + (at + 1) * widthMs)),
    counts: {} as EventHistogram['buckets'][number]['counts'],
  }));
  for (const { bucket, severity, count } of counted) {
    const counts = buckets[bucket]?.counts;
    if (counts !== undefined) counts[severity] = count;
  }
  return { total: counted.reduce((sum, { count }) => sum + count, 0), buckets };
}

/** What is asked about events. */
export function events(records: RecordStore): Events {
  return {
    async page({ query = '', limit = defaults.limit, cursor, ...range }) {
      const place = cursor === undefined ? { ...eventWindow(range, Date.now()), find: query } : readCursor(cursor);
      const found = await records.page({ ...place, find: checked(place.find), limit });
      const next = found.next === undefined ? {} : { next: writeCursor({ ...place, after: found.next }) };
      return { from: iso(place.fromMs), to: iso(place.toMs), records: found.records, ...next };
    },
    async histogram({ query = '', buckets = defaults.buckets, ...range }) {
      const window = eventWindow(range, Date.now());
      const widthMs = Math.max(1, Math.ceil((window.toMs - window.fromMs) / buckets));
      const counted = await records.tally({ ...window, find: checked(query), startMs: window.fromMs, widthMs });
      return histogramOf(window, widthMs, counted);
    },
  };
}
