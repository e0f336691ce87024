import type { Logs } from '../logs/logs.ts';
import type { Handlers } from './handlers.ts';

type LogRoutes =
  | 'GET /api/logs'
  | 'GET /api/logs/histogram'
  | 'GET /api/logs/losses'
  | 'GET /api/logs/share'
  | 'GET /api/logs/patterns'
  | 'GET /api/logs/fields'
  | 'GET /api/logs/values'
  | 'GET /api/logs/context';

export const logRoutes = (logs: Logs): Pick<Handlers, LogRoutes> => ({
  'GET /api/logs': ({ query, signal }) => logs.lines(query, signal),
  'GET /api/logs/histogram': ({ query, signal }) => logs.histogram(query, signal),
  'GET /api/logs/losses': ({ query }) => logs.losses(query),
  'GET /api/logs/share': ({ query, signal }) => logs.share(query, signal),
  'GET /api/logs/patterns': ({ query, signal }) => logs.patterns(query, signal),
  'GET /api/logs/fields': ({ query }) => logs.fields(query),
  'GET /api/logs/values': ({ query, signal }) => logs.values(query, signal),
  'GET /api/logs/context': ({ query, signal }) => logs.context(query, signal),
});
