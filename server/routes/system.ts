import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { OwnMetrics } from '../own-metrics.ts';

/** What other programs ask: is it alive, does it take requests, how is it doing. */
export function systemRoutes(app: FastifyInstance, metrics: OwnMetrics): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  const hidden = { hide: true };
  app.get('/healthz', { config: { opens: 'none' }, schema: hidden }, async () => ({ status: 'ok' }));
  app.get('/readyz', { config: { opens: 'none' }, schema: hidden }, async (_request, reply) => {
    if (closing) reply.code(503);
    return { status: closing ? 'ending' : 'ready' };
  });
  app.get('/metrics', { config: { opens: 'scrape' }, schema: hidden }, async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return await metrics.registry.metrics();
  });
  app.get('/api/openapi.json', { schema: hidden }, async () => app.swagger());
}
