import { deployRecord } from '../events/deploys.ts';
import type { Events } from '../events/events.ts';
import type { Handlers } from './handlers.ts';
import { type Taking, takeRecords } from './records.ts';

type Routes = 'GET /api/events' | 'GET /api/events/histogram' | 'POST /api/events/deploys';

export const eventRoutes = (events: Events, taking: Taking): Pick<Handlers, Routes> => ({
  'GET /api/events': ({ query }) => events.page(query),
  'GET /api/events/histogram': ({ query }) => events.histogram(query),
  'POST /api/events/deploys': async ({ body }) => {
    const record = deployRecord(body, Date.now());
    const { stored } = await takeRecords([record], taking);
    return { id: record.id, stored: stored > 0 };
  },
});
