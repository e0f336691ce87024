import { deployRecord } from '../events/deploys.ts';
import type { Events } from '../events/events.ts';
import type { Handlers } from './handlers.ts';
import { type Taking, takeRecords } from './records.ts';

type Routes =
  | 'GET /api/events'
  | 'GET /api/events/histogram'
  | 'GET /api/events/share'
  | 'GET /api/events/fields'
  | 'GET /api/events/values'
  | 'GET /api/events/context'
  | 'POST /api/events/deploys';

export const eventRoutes = (events: Events, taking: Taking): Pick<Handlers, Routes> => ({
  'GET /api/events': ({ query }) => events.page(query),
  'GET /api/events/histogram': ({ query }) => events.histogram(query),
  'GET /api/events/share': ({ query }) => events.share(query),
  'GET /api/events/fields': ({ query }) => events.fields(query),
  'GET /api/events/values': ({ query }) => events.values(query),
  'GET /api/events/context': ({ query }) => events.context(query),
  'POST /api/events/deploys': async ({ body }) => {
    const record = deployRecord(body, Date.now());
    const { stored } = await takeRecords([record], taking);
    return { id: record.id, stored: stored > 0 };
  },
});
