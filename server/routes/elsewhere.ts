import type { ServerConfig } from '#contract/children.ts';
import type { Handlers } from './handlers.ts';

export const elsewhereRoutes = ({ grafanaUrl }: ServerConfig): Pick<Handlers, 'GET /api/elsewhere'> => ({
  'GET /api/elsewhere': async () => ({ grafanaUrl }),
});
