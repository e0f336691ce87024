import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { ProblemError } from '../problem.ts';
import type { Opens } from '../security/access.ts';

interface Path {
  readonly methods: Set<string>;
  readonly opens: Opens | undefined;
}

/** Whoever may read everything may also hear that a path is for agents. */
const hears = (opens: Opens | undefined): Opens => (opens === undefined || opens === 'ingest' || opens === 'notify' ? 'console' : opens);

/** Follows which paths are added; what it returns makes them answer 405 to every other method. */
export function otherMethods(app: FastifyInstance): () => void {
  const paths = new Map<string, Path>();
  app.addHook('onRoute', ({ url, method, config }: RouteOptions) => {
    if (url.endsWith('*')) return;
    const path = paths.get(url) ?? { methods: new Set(), opens: config?.opens };
    paths.set(url, path);
    for (const name of [method].flat()) path.methods.add(name);
  });
  return () => {
    // A copy, because what is added here is followed too.
    for (const [url, { methods, opens }] of [...paths]) {
      const allow = [...methods].sort().join(', ');
      const refuse = async ({ method }: FastifyRequest, reply: FastifyReply) => {
        reply.header('allow', allow);
        throw new ProblemError(405, `${url} takes ${allow}, not ${method}`);
      };
      // In the hook, so that no body is read before.
      const others = app.supportedMethods.filter((method) => !methods.has(method));
      app.route({ method: others, url, config: { opens: hears(opens) }, schema: { hide: true }, onRequest: refuse, handler: refuse });
    }
  };
}
