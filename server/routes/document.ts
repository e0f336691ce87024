import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { Problem } from '#contract/reply.ts';
import type { RouteName } from '#contract/routes.ts';
import type { Opens } from '../security/access.ts';

/** Once in the document, however many replies are one. */
export const problemSchema = { ...Problem, $id: 'Problem' };

const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } } });

/** What every route of the API can answer in place of its reply. */
export const refusals = {
  400: problem('An input is not allowed: `field` names it, `allowed` says what is.'),
  401: problem('There is no session and no token, or a wrong one.'),
  403: problem('A page of another origin asked.'),
  421: problem('This server is not the host that was asked for.'),
  503: problem('What the answer comes from does not answer now.'),
  default: problem('The server failed; its log says how.'),
};

const tooMuch = { 422: problem('The answer, or the work for it, is beyond a bound.') };

/** Where the path names one thing. */
export const notThere = { 404: problem('What the path names was not seen in the window.') };

const notTaken = {
  413: problem('The body is too long.'),
  415: problem('The body is not JSON.'),
  507: problem('The disk is full.'),
};
const tooOften = { ...notTaken, 429: problem('They come too often: Retry-After says when to come again.') };
const conflict = { 409: problem('There is one already, or it is one of Sonde’s own, or there are too many.'), ...tooMuch };
export const tooManyBatches = problem('More waits to be stored than can be stored soon: Retry-After says when to come again.');

export const tooManyDownloads = problem('Enough downloads run already: Retry-After says when to come again.');

/** What some routes can answer as well. */
export const refusalsOf: { readonly [Name in RouteName]?: Readonly<Record<number, ReturnType<typeof problem>>> } = {
  'GET /api/topology': tooMuch,
  'GET /api/topology/columns': tooMuch,
  'GET /api/topology/diff': tooMuch,
  'GET /api/edges/:id': tooMuch,
  'GET /api/workloads': tooMuch,
  'GET /api/workloads/:id': tooMuch,
  'GET /api/logs/histogram': tooMuch,
  'GET /api/logs/share': tooMuch,
  'GET /api/logs/values': tooMuch,
  'GET /api/logs/context': notThere,
  'GET /api/events/context': notThere,
  'GET /api/query': tooMuch,
  'GET /api/query_range': tooMuch,
  'POST /api/records': notTaken,
  'POST /api/events/deploys': notTaken,
  'POST /api/webhooks/alertmanager': tooOften,
  'POST /api/webhooks/grafana': tooOften,
  'POST /api/rules': conflict,
  'PUT /api/rules/:name': conflict,
  'DELETE /api/rules/:name': conflict,
  'POST /api/rules/preview': tooMuch,
  'POST /api/rules/backtest': tooMuch,
};

/** What opens a route, as the document names it; the console's two are what it says where a route says nothing. */
export function securityOf(opens: Opens): { security?: Record<string, string[]>[] } {
  if (opens === 'webhook') return { security: [{ webhookToken: [] }] };
  if (opens === 'deploy') return { security: [{ deployToken: [] }] };
  return opens === 'ingest' ? { security: [{ ingestToken: [] }] } : {};
}

export function documentOptions(version: string, cookieName: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Sonde', version },
      security: [{ session: [] }, { consoleToken: [] }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: cookieName, description: 'Set by the link that `sonde up` prints.' },
          consoleToken: { type: 'http', scheme: 'bearer', description: 'The token in that link.' },
          ingestToken: { type: 'http', scheme: 'bearer', description: 'The token of the agents, which send records.' },
          webhookToken: { type: 'http', scheme: 'bearer', description: 'The token of those who send alerts: `up/webhook.token` in the data folder.' },
          deployToken: { type: 'http', scheme: 'bearer', description: 'The token of pipelines, which tell of deploys: `up/deploy.token` in the data folder.' },
        },
      },
    },
    refResolver: { buildLocalReference: ({ $id }, _baseUri, _fragment, index) => (typeof $id === 'string' ? $id : `def-${index}`) },
  };
}
