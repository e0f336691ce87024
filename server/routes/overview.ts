import type { Sparklines } from '#contract/history.ts';
import type { Query } from '#contract/routes.ts';
import type { Overview } from '../overview/overview.ts';
import type { Handlers } from './handlers.ts';

export const overviewRoutes = (
  overview: Overview,
  sparklines: (query: Query<'GET /api/sparklines'>) => Promise<Sparklines>,
): Pick<Handlers, 'GET /api/overview' | 'GET /api/sparklines'> => ({
  'GET /api/overview': ({ query }) => overview.get(query),
  'GET /api/sparklines': ({ query }) => sparklines(query),
});
