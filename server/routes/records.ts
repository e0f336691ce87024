import type { Record } from '#contract/record.ts';
import type { Hub } from '../live/hub.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import type { QueryCounters } from '../rules/query-counters.ts';
import type { RecordStore } from '../store/store.ts';
import { iso } from '../topology/window.ts';
import type { Handlers } from './handlers.ts';

/** What records go to. */
export interface Taking {
  readonly records: RecordStore;
  readonly hub: Hub;
  readonly metrics: OwnMetrics;
  readonly counters: QueryCounters;
}

/** Stores them, counts them, and tells who looks. */
export async function takeRecords(sent: readonly Record[], { records, hub, metrics, counters }: Taking): Promise<{ stored: number; known: number }> {
  const result = await records.append(sent);
  metrics.records.inc({ outcome: 'stored' }, result.stored);
  metrics.records.inc({ outcome: 'known' }, result.known);
  counters.sawEvents(sent);
  if (result.stored > 0) hub.publish('events', iso(Date.now()));
  return result;
}

export const recordRoutes = (taking: Taking): Pick<Handlers, 'POST /api/records'> => ({
  'POST /api/records': ({ body }) => takeRecords(body.records, taking),
});
