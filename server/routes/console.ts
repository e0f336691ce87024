import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ProblemError } from '../problem.ts';
import { type AccessOptions, hasSession } from '../security/access.ts';
import { closedPage } from '../security/closed-page.ts';
import { equalSecrets, newSession } from '../security/console-token.ts';

export interface ConsoleOptions {
  readonly webRoot: string;
  readonly access: AccessOptions;
  readonly tls: boolean;
}

/** Vite puts a hash of the content into the name of what it builds. */
const hashedName = /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+$/;

function sendShell(reply: FastifyReply, webRoot: string): FastifyReply {
  if (!existsSync(`${webRoot}/index.html`)) throw new ProblemError(503, 'the console is not built: `./sonde build` builds it');
  return reply.header('cache-control', 'private, no-cache').sendFile('index.html');
}

/** The console's files, and its pages, which are all the same file: the page reads its own address. */
export async function consoleRoutes(app: FastifyInstance, { webRoot, access, tls }: ConsoleOptions): Promise<void> {
  await app.register(fastifyStatic, {
    root: webRoot,
    index: false,
    cacheControl: false,
    schemaHide: true,
    setHeaders: (reply, path) => {
      reply.header('cache-control', hashedName.test(path) ? 'private, max-age=31536000, immutable' : 'private, no-cache');
    },
  });
  app.get<{ Querystring: { token?: unknown } }>('/', { config: { opens: 'signIn' }, schema: { hide: true } }, async (request, reply) => {
    const { token } = request.query;
    if (typeof token === 'string' && equalSecrets(token, access.secrets.console)) {
      const { value, maxAgeSeconds } = newSession(access.secrets.console, Date.now());
      reply.setCookie(access.cookieName, value, { path: '/', httpOnly: true, sameSite: 'strict', secure: tls, maxAge: maxAgeSeconds });
      return reply.header('cache-control', 'no-store').redirect('/', 303);
    }
    if (token !== undefined || !hasSession(request, access)) return closedPage(request, reply);
    return sendShell(reply, webRoot);
  });
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && !request.url.startsWith('/api/') && /\btext\/html\b/.test(request.headers.accept ?? '');
    if (!isPage) throw new ProblemError(404, `there is no ${request.method} ${request.url.split('?')[0]}`);
    return sendShell(reply, webRoot);
  });
}
