import type { Maps } from '../topology/maps.ts';
import type { Handlers } from './handlers.ts';

export const topologyRoutes = (maps: Maps): Pick<Handlers, 'GET /api/topology'> => ({
  'GET /api/topology': ({ query }) => maps.of(query),
});
