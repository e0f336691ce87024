import type {} from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problem.ts';
import { equalSecrets, isSession } from './console-token.ts';

export interface Secrets {
  readonly console: string;
  readonly ingest: string;
  readonly scrape: string;
  readonly deploy: string;
  readonly notify: string;
  readonly webhook: string;
}

export interface AccessOptions {
  readonly secrets: Secrets;
  readonly cookieName: string;
  readonly isKnownHost: (header: string | undefined) => boolean;
}

/** Which secret opens a route. `none`: open to all who know the host; `signIn`: its own handler looks at the token. */
export type Opens = 'console' | 'ingest' | 'scrape' | 'deploy' | 'notify' | 'webhook' | 'none' | 'signIn';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Absent: the console's secret, so that a route that forgets it is closed. */
    opens?: Opens;
  }
}

const reads = new Set(['GET', 'HEAD']);

function bearerOf({ headers: { authorization = '' } }: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1];
}

export function hasSession(request: FastifyRequest, { secrets, cookieName }: AccessOptions): boolean {
  const value = request.cookies[cookieName];
  return value !== undefined && isSession(value, secrets.console, Date.now());
}

/** A page of another port of this machine sends our cookie too: what it asks is refused by where it comes from. */
function checkOrigin(request: FastifyRequest): void {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  // Following a link is no danger: the page that had it does not see what comes back.
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none' && mode !== 'navigate';
  if (isForeign) throw new ProblemError(403, 'requests from pages of another origin are refused');
  if (reads.has(request.method)) return;
  const own = `${request.protocol}://${request.headers.host ?? ''}`;
  if (request.headers.origin !== own) throw new ProblemError(403, `writes need an Origin of ${own}, or a Bearer token`);
}

function checkConsole(request: FastifyRequest, options: AccessOptions): void {
  const bearer = bearerOf(request);
  if (bearer !== undefined && equalSecrets(bearer, options.secrets.console)) return;
  if (!hasSession(request, options)) throw new ProblemError(401, 'sign in with the link that `sonde up` prints, or send Authorization: Bearer and its token');
  checkOrigin(request);
}

function checkBearer(request: FastifyRequest, secrets: readonly string[]): void {
  const bearer = bearerOf(request);
  if (bearer === undefined || !secrets.some((secret) => equalSecrets(bearer, secret)))
    throw new ProblemError(401, 'this needs Authorization: Bearer and the token for it');
}

/** Why a request is not for this server; undefined where it is. */
export function hostProblem({ headers: { host } }: FastifyRequest, { isKnownHost }: Pick<AccessOptions, 'isKnownHost'>): ProblemError | undefined {
  return isKnownHost(host) ? undefined : new ProblemError(421, 'this server is not the host that was asked for: add its name to console.hosts');
}

/** Every request passes here, before its body is read. */
export function guard(app: FastifyInstance, options: AccessOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    const misdirected = hostProblem(request, options);
    if (misdirected !== undefined) throw misdirected;
    const opens = request.routeOptions.config.opens ?? 'console';
    if (opens === 'none' || opens === 'signIn') return;
    const { console, ingest, scrape, deploy, notify, webhook } = options.secrets;
    if (opens === 'console') checkConsole(request, options);
    else checkBearer(request, { ingest: [ingest], scrape: [scrape, console], deploy: [deploy], notify: [notify], webhook: [webhook] }[opens]);
    reply.header('cache-control', 'private, no-cache');
  });
}
