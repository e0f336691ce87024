import type { EventHistogram, Events as EventsReply } from '#contract/events.ts';
import { eventFields } from '#contract/find/event-fields.ts';
import type { Query, Reply } from '#contract/routes.ts';
import { ruleOf } from '../found/asked.ts';
import { fieldsOf, sampled, valuesOfAttribute } from '../found/attributes.ts';
import { beginning, shareOfValues, summedValues, sumOf } from '../found/values.ts';
import { ProblemError } from '../problem.ts';
import { partOfIdentity } from '../store/logs/line-matcher.ts';
import type { RecordShare, RecordStore, SeverityCount } from '../store/store.ts';
import { iso, type Window } from '../topology/window.ts';
import { contextOf } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { eventWindow } from './window.ts';

type Answers<Name extends keyof Named> = (query: Query<Named[Name]>) => Promise<Reply<Named[Name]>>;

interface Named {
  page: 'GET /api/events';
  histogram: 'GET /api/events/histogram';
  share: 'GET /api/events/share';
  fields: 'GET /api/events/fields';
  values: 'GET /api/events/values';
  context: 'GET /api/events/context';
}

export type Events = { readonly [Name in keyof Named]: Answers<Name> };

const defaults = { limit: 100, buckets: 100, share: 10, values: 20 };

/** The text itself, once it is known to have a meaning. */
export function checked(find: string): string {
  ruleOf(find, eventFields);
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
  return { total: sumOf(counted), buckets };
}

type Shared = Query<'GET /api/events/share'>['by'];

const columns: Readonly<Record<Shared, RecordShare['by']>> = {
  type: 'type',
  severity: 'severity',
  app: 'identity',
  ns: 'identity',
  kind: 'identity',
  node: 'node',
  object: 'object',
  reason: 'reason',
};
const isShared = (field: string): field is Shared => Object.hasOwn(columns, field);

type Asked = Query<'GET /api/events/fields'>;
const filterOf = ({ query = '', ...range }: Asked) => ({ ...eventWindow(range, Date.now()), find: checked(query) });

async function sharedValues(records: RecordStore, by: Shared, asked: Asked) {
  const counts = await records.share({ ...filterOf(asked), by: columns[by] });
  return summedValues(counts, columns[by] === 'identity' ? (identity) => partOfIdentity(by, identity) ?? '' : undefined);
}

/** What is asked about events. */
export function events(records: RecordStore): Events {
  const attributes = (asked: Asked) => records.attributes({ ...filterOf(asked), lines: sampled });
  return {
    async page({ query = '', limit = defaults.limit, order = 'newest', cursor, ...range }): Promise<EventsReply> {
      const place = cursor === undefined ? { ...eventWindow(range, Date.now()), find: query, order } : readCursor(cursor);
      const found = await records.page({ ...place, find: checked(place.find), limit });
      const next = found.next === undefined ? {} : { next: writeCursor({ ...place, after: found.next }) };
      return { from: iso(place.fromMs), to: iso(place.toMs), records: found.records, ...next };
    },
    async histogram({ buckets = defaults.buckets, ...asked }) {
      const { find, ...window } = filterOf(asked);
      const widthMs = Math.max(1, Math.ceil((window.toMs - window.fromMs) / buckets));
      return histogramOf(window, widthMs, await records.tally({ ...window, find, startMs: window.fromMs, widthMs }));
    },
    share: async ({ by, limit = defaults.share, ...asked }) => shareOfValues(await sharedValues(records, by, asked), limit),
    fields: async (asked) => fieldsOf(await attributes(asked)),
    async values({ field, prefix = '', limit = defaults.values, ...asked }) {
      if (!isShared(field)) {
        const { values, ...looked } = valuesOfAttribute(await attributes(asked), field);
        return { ...looked, values: beginning(values, prefix, limit) };
      }
      const values = await sharedValues(records, field, asked);
      const known = values.filter(({ value }) => value !== '');
      return { lines: sumOf(values), isAll: true, values: beginning(known, prefix, limit) };
    },
    async context(query) {
      const found = await contextOf(records, query);
      if (found === undefined) throw new ProblemError(404, `there is no event ${query.id}, or it is not kept any more`);
      return found;
    },
  };
}
