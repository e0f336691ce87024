import type { Workloads } from '../workloads/workloads.ts';
import type { Handlers } from './handlers.ts';

export const workloadRoutes = (workloads: Workloads): Pick<Handlers, 'GET /api/workloads' | 'GET /api/workloads/:id'> => ({
  'GET /api/workloads': ({ query }) => workloads.list(query),
  'GET /api/workloads/:id': ({ params, query }) => workloads.detail(params.id, query),
});
