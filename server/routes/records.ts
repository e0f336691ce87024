import type { Record } from '#contract/record.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import type { RecordStore } from '../store/store.ts';
import type { Handlers } from './handlers.ts';

/** What records go to. */
export interface Taking {
  readonly records: Pick<RecordStore, 'append'>;
  readonly metrics: OwnMetrics;
}

/** Stores them, and counts what was stored. */
export async function takeRecords(sent: readonly Record[], { records, metrics }: Taking): Promise<{ stored: number; known: number }> {
  const result = await records.append(sent);
  metrics.records.inc({ outcome: 'stored' }, result.stored);
  metrics.records.inc({ outcome: 'known' }, result.known);
  return result;
}

export const recordRoutes = (taking: Taking): Pick<Handlers, 'POST /api/records'> => ({
  'POST /api/records': ({ body }) => takeRecords(body.records, taking),
});
