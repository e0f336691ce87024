import type { Timelines } from '../timeline/timeline.ts';
import type { Handlers } from './handlers.ts';

export const timelineRoutes = (timelines: Timelines): Pick<Handlers, 'GET /api/timeline'> => ({
  'GET /api/timeline': ({ query }) => timelines.of(query),
});
