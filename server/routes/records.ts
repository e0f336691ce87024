import type { Hub } from '../live/hub.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import type { RecordStore } from '../store/store.ts';
import { iso } from '../topology/window.ts';
import type { Handlers } from './handlers.ts';

export const recordRoutes = (records: RecordStore, hub: Hub, metrics: OwnMetrics): Pick<Handlers, 'POST /api/records'> => ({
  'POST /api/records': async ({ body }) => {
    const result = await records.append(body.records);
    metrics.records.inc({ outcome: 'stored' }, result.stored);
    metrics.records.inc({ outcome: 'known' }, result.known);
    if (result.stored > 0) hub.publish('events', iso(Date.now()));
    return result;
  },
});
