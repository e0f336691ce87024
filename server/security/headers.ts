import type { FastifyInstance } from 'fastify';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join('; ');

/** For a page that brings a style of its own. */
export const policyWith = (styleHash: string): string => policy.replace("style-src 'self'", `style-src '${styleHash}'`);

const headers = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export const headersOf = (tls: boolean): Readonly<Record<string, string>> => (tls ? { ...headers, 'strict-transport-security': 'max-age=31536000' } : headers);

/** On every answer, errors included. */
export function secureHeaders(app: FastifyInstance, tls: boolean): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headersOf(tls));
  });
}
