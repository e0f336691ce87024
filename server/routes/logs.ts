import type { Logs } from '../logs/logs.ts';
import type { Handlers } from './handlers.ts';

export const logRoutes = (logs: Logs): Pick<Handlers, 'GET /api/logs' | 'GET /api/logs/histogram'> => ({
  'GET /api/logs': ({ query }) => logs.lines(query),
  'GET /api/logs/histogram': ({ query }) => logs.histogram(query),
});
