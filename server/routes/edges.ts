import type { Edges } from '../edges/edges.ts';
import type { Handlers } from './handlers.ts';

export const edgeRoutes = (edges: Edges): Pick<Handlers, 'GET /api/edges/:id'> => ({
  'GET /api/edges/:id': ({ params, query }) => edges.detail(params.id, query),
});
