import type { Nodes } from '../nodes/nodes.ts';
import type { Handlers } from './handlers.ts';

export const nodeRoutes = (nodes: Nodes): Pick<Handlers, 'GET /api/nodes' | 'GET /api/nodes/:node'> => ({
  'GET /api/nodes': () => nodes.list(),
  'GET /api/nodes/:node': ({ params, query }) => nodes.detail(params.node, query),
});
