import { Deploy, DeployReply, EventContext, EventContextQuery, EventHistogram, EventHistogramQuery, EventShareQuery, Events, EventsQuery } from './events.ts';
import { Fields, FieldsQuery, FoundValues, Share, ValuesQuery } from './found.ts';
import { route } from './route.ts';

export const eventRoutes = {
  'GET /api/events': route('/api/events', 'Events, newest first.', { query: EventsQuery, reply: Events }),
  'GET /api/events/histogram': route('/api/events/histogram', 'Events of each severity over time.', { query: EventHistogramQuery, reply: EventHistogram }),
  'GET /api/events/share': route('/api/events/share', 'How many events there are by type, severity, application, node, object or reason.', {
    query: EventShareQuery,
    reply: Share,
  }),
  'GET /api/events/fields': route('/api/events/fields', 'Which attributes events have.', { query: FieldsQuery, reply: Fields }),
  'GET /api/events/values': route('/api/events/values', 'Which values a field has.', { query: ValuesQuery, reply: FoundValues }),
  'GET /api/events/context': route('/api/events/context', 'The events around one.', { query: EventContextQuery, reply: EventContext }),
  'POST /api/events/deploys': route('/api/events/deploys', 'Takes a deploy from a pipeline, to be marked on every chart; needs the token for deploys.', {
    method: 'POST',
    body: Deploy,
    reply: DeployReply,
  }),
} as const;
