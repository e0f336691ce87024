import type { Maps } from '../topology/maps.ts';
import { namesOf } from '../topology/names.ts';
import type { Handlers } from './handlers.ts';

export const topologyRoutes = (
  maps: Maps,
): Pick<Handlers, 'GET /api/topology' | 'GET /api/topology/columns' | 'GET /api/names' | 'GET /api/topology/diff' | 'POST /api/layout/tidy'> => ({
  'GET /api/topology': async ({ query }) => await (await maps.of(query)).rows(),
  'GET /api/topology/columns': async ({ query }) => (await maps.of(query)).columns,
  'GET /api/names': async ({ query }) => await namesOf(await maps.of(query)),
  'GET /api/topology/diff': ({ query }) => maps.diff(query),
  'POST /api/layout/tidy': async () => ({ moved: await maps.tidy() }),
});
