import type { WorkloadProcessesNow } from '../workloads/processes.ts';
import type { Workloads } from '../workloads/workloads.ts';
import type { Handlers } from './handlers.ts';

type Names = 'GET /api/workloads' | 'GET /api/workloads/:id' | 'GET /api/workloads/:id/processes';

export const workloadRoutes = (workloads: Workloads, processes: WorkloadProcessesNow): Pick<Handlers, Names> => ({
  'GET /api/workloads': ({ query }) => workloads.list(query),
  'GET /api/workloads/:id': ({ params, query }) => workloads.detail(params.id, query),
  'GET /api/workloads/:id/processes': ({ params, query }) => processes(params.id, query),
});
