import type { FastifyInstance, FastifyReply, FastifySchema } from 'fastify';
import { type Params, type Query, type Reply, type Body as RequestBody, type RouteName, routes } from '#contract/routes.ts';
import { type Body, isBody } from '../answers/prepared.ts';
import type { Opens } from '../security/access.ts';
import type { Tracing } from '../tracing.ts';
import { notThere, refusals, refusalsOf, securityOf } from './document.ts';
import { sendBody } from './send-body.ts';

export interface Input<Name extends RouteName> {
  readonly query: Query<Name>;
  readonly params: Params<Name>;
  readonly body: RequestBody<Name>;
  /** Aborted where nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}
export type Handler<Name extends RouteName> = (input: Input<Name>) => Promise<Reply<Name> | Body>;
/** A handler for every route of the contract: forgetting one does not compile. */
export type Handlers = { readonly [Name in RouteName]: Handler<Name> };

const maxBodyBytes: { readonly [Name in RouteName]?: number } = {
  'POST /api/records': 8 << 20,
  'POST /api/webhooks/alertmanager': 1 << 20,
  'POST /api/webhooks/grafana': 1 << 20,
};
const usualBodyBytes = 64 << 10;
const opens: { readonly [Name in RouteName]?: Opens } = {
  'POST /api/records': 'ingest',
  'POST /api/events/deploys': 'deploy',
  'POST /api/webhooks/alertmanager': 'webhook',
  'POST /api/webhooks/grafana': 'webhook',
};

export function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  if (raw.closed) gone.abort();
  raw.once('close', () => gone.abort());
  return gone.signal;
}

function addRoute<Name extends RouteName>(app: FastifyInstance, name: Name, handler: Handler<Name>, tracing: Tracing): void {
  const { method, url, summary, params, query, body, reply: answer } = routes[name];
  const takesBody = method === 'POST' || method === 'PUT';
  const key = opens[name] ?? 'console';
  const response: FastifySchema['response'] = { 200: answer, ...refusals, ...(url.includes(':') ? notThere : {}), ...refusalsOf[name] };
  const schema = { summary, ...securityOf(key), params, querystring: query, ...(takesBody ? { body } : {}), response };
  app.route({
    method,
    url,
    bodyLimit: maxBodyBytes[name] ?? usualBodyBytes,
    config: { opens: key },
    schema,
    handler: async (request, reply) => {
      // Validated by the schemas above, which are those of the types.
      const input = { query: request.query, params: request.params, body: request.body, signal: goneOf(reply) } as Input<Name>;
      const result = await tracing.span(name, { 'http.request.method': method, 'http.route': url }, () => handler(input));
      return isBody(result) ? sendBody(request, reply, result) : result;
    },
  });
}

const names = Object.keys(routes) as RouteName[];

export function addRoutes(app: FastifyInstance, handlers: Handlers, tracing: Tracing): void {
  const add = <Name extends RouteName>(name: Name) => addRoute(app, name, handlers[name], tracing);
  for (const name of names) add(name);
}
