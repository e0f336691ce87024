import { createServer } from 'node:https';
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { events } from './events/events.ts';
import { followedTopics } from './live/followed.ts';
import { asProblem, ProblemError, problemBody } from './problem.ts';
import { alertRoutes } from './routes/alerts.ts';
import { consoleRoutes } from './routes/console.ts';
import { demoRoutes } from './routes/demo.ts';
import { doctorRoutes } from './routes/doctor.ts';
import { documentOptions, problemSchema } from './routes/document.ts';
import { downloadRoutes } from './routes/downloads.ts';
import { edgeRoutes } from './routes/edges.ts';
import { elsewhereRoutes } from './routes/elsewhere.ts';
import { eventRoutes } from './routes/events.ts';
import { addRoutes, type Handlers } from './routes/handlers.ts';
import { liveRoute } from './routes/live.ts';
import { batchRoutes } from './routes/log-batches.ts';
import { logProgressRoute } from './routes/log-progress.ts';
import { logRoutes } from './routes/logs.ts';
import { nodeRoutes } from './routes/nodes.ts';
import { notificationRoute } from './routes/notifications.ts';
import { otherMethods } from './routes/other-methods.ts';
import { overviewRoutes } from './routes/overview.ts';
import { queryRoutes } from './routes/query.ts';
import { recordRoutes } from './routes/records.ts';
import { ruleRoutes } from './routes/rules.ts';
import { runbookRoutes } from './routes/runbooks.ts';
import { systemRoutes } from './routes/system.ts';
import { timelineRoutes } from './routes/timeline.ts';
import { topologyRoutes } from './routes/topology.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { workloadRoutes } from './routes/workloads.ts';
import { type AccessOptions, guard, hostProblem } from './security/access.ts';
import { closedPage } from './security/closed-page.ts';
import { headersOf, secureHeaders } from './security/headers.ts';
import { knownHosts } from './security/hosts.ts';
import type { Services } from './services.ts';
import { validatorCompiler } from './validation.ts';

const maxStreams = 256;

function newApp({ config }: Services, access: AccessOptions, log: FastifyBaseLogger): FastifyInstance {
  const options = {
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 30_000,
    bodyLimit: 64 << 10,
    // The id of a workload is its kind, namespace and name.
    routerOptions: { maxParamLength: 2000 },
    // A path that cannot be decoded reaches no hook: neither the guard nor the headers.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply.headers(headersOf(config.tls !== null)), hostProblem(request, access) ?? new ProblemError(400, error.message)),
  };
  if (config.tls === null) return fastify(options);
  const { cert, key } = config.tls;
  // Fastify's types make an instance over TLS another type, though all that is used of it is the same.
  return fastify({ ...options, serverFactory: (handler) => createServer({ cert, key, minVersion: 'TLSv1.2' }, handler) as never });
}

function problemFrom(error: FastifyError | Error): ProblemError | undefined {
  const known = asProblem(error);
  if (known !== undefined) return known;
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return status !== undefined && status >= 400 && status < 500 ? new ProblemError(status, error.message, { cause: error }) : undefined;
}

function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  if (problem.status === 429 && !reply.hasHeader('retry-after')) reply.header('retry-after', 1);
  return reply.code(problem.status).header('cache-control', 'no-store').type('application/problem+json').send(problemBody(problem));
}

function answerError(log: FastifyBaseLogger): (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (error, request, reply) => {
    const known = problemFrom(error);
    if (known === undefined) log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    const problem = known ?? new ProblemError(500, 'the server failed; its log says how');
    const isPage = !request.url.startsWith('/api/') && /\btext\/html\b/.test(request.headers.accept ?? '');
    if (problem.status === 401 && isPage) return closedPage(request, reply);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    return sendProblem(reply, problem);
  };
}

function handlers({
  maps,
  edges,
  workloads,
  processes,
  nodes,
  overview,
  sparklines,
  timelines,
  doctor,
  demo,
  store,
  logs,
  queries,
  keptMs,
  metrics,
  ruling,
  alerting,
  evidence,
  config,
}: Services): Handlers {
  const taking = { records: store, metrics };
  return {
    ...topologyRoutes(maps),
    ...timelineRoutes(timelines),
    ...edgeRoutes(edges),
    ...workloadRoutes(workloads, processes),
    ...nodeRoutes(nodes),
    ...overviewRoutes(overview, sparklines),
    ...doctorRoutes(doctor),
    ...demoRoutes(demo),
    ...eventRoutes(events(store), taking),
    ...alertRoutes({ ...alerting, evidence, records: store, keptMs: keptMs.records, node: config.node }),
    ...logRoutes(logs),
    ...queryRoutes(queries, keptMs.metrics),
    ...recordRoutes(taking),
    ...ruleRoutes(ruling),
    ...webhookRoutes(alerting.incoming),
    ...runbookRoutes(),
    ...elsewhereRoutes(config),
  };
}

function measure(app: FastifyInstance, { metrics }: Services): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.inc({ method: request.method, route, status: reply.statusCode });
    // A stream lasts as long as its reader does, which says nothing about the server.
    if (route !== '/api/live') metrics.requestSeconds.observe({ method: request.method, route }, reply.elapsedTime / 1000);
  });
}

/** The whole server over HTTP, not yet listening. Closing it closes the services too. */
export async function serverApp(services: Services, consoleToken: string, log: FastifyBaseLogger): Promise<FastifyInstance> {
  const { config, hub, metrics, alerting } = services;
  const access: AccessOptions = {
    secrets: {
      console: consoleToken,
      ingest: config.ingestToken,
      scrape: config.scrapeToken,
      deploy: config.deployToken,
      notify: config.alerting.notify.token,
      webhook: config.alerting.webhookToken,
    },
    cookieName: `sonde_session_${config.listen.port}`,
    isKnownHost: knownHosts(config.listen, config.allowedHosts),
  };
  const app = newApp(services, access, log);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(answerError(log));
  await app.register(cookie);
  secureHeaders(app, config.tls !== null);
  guard(app, access);
  measure(app, services);
  app.addSchema(problemSchema);
  await app.register(swagger, documentOptions(config.version, access.cookieName));
  const refuseOtherMethods = otherMethods(app);
  addRoutes(app, handlers(services), services.tracing);
  batchRoutes(app, { logs: services.logStore, flows: services.flowStore, hub, metrics, clocks: services.clocks, keptMs: services.keptMs });
  const follow = followedTopics({ ...services, shared: config.elasticsearch && services });
  liveRoute(app, { hub, metrics, maxStreams, follow, logs: services.logStore });
  notificationRoute(app, alerting);
  downloadRoutes(app, services.logStore, services.store);
  logProgressRoute(app, services.logs);
  systemRoutes(app, metrics);
  await consoleRoutes(app, { webRoot: config.webRoot, access, tls: config.tls !== null });
  refuseOtherMethods();
  app.addHook('onClose', async () => await services[Symbol.asyncDispose]());
  return app;
}
