import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { policyWith } from './headers.ts';

const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => special[character] ?? '');

/** `//elsewhere/x` and `/\\elsewhere` would lead to another host. */
const onThisSite = (path: string) => (/^\/(?![/\\])/.test(path) ? path : '/');

/** The console's style is for who has a session; its colours are those of web/tokens.css. */
const style = `
:root { color-scheme: light dark; }
body { max-width: 40rem; margin: 18vh auto 0; padding: 0 1.5rem; background: #f3f4f6; color: #1a1e25; font: 14px/1.6 system-ui, sans-serif; }
h1 { margin: 0 0 1rem; font-size: 20px; font-weight: 600; }
code { padding: 1px 4px; border-radius: 4px; background: #eaedf0; font-size: 13px; overflow-wrap: anywhere; }
a { color: #3057d2; }
@media (prefers-color-scheme: dark) {
  body { background: #0d0f12; color: #e7eaed; }
  code { background: #24282e; }
  a { color: #89a7fa; }
}
`;
const policy = policyWith(`sha256-${createHash('sha256').update(style).digest('base64')}`);

/** For who comes without a session: how to get in, and nothing else. */
export function closedPage(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [asked = '/', query = ''] = request.url.split('?');
  const path = onThisSite(asked);
  const wrong = asked === '/' && new URLSearchParams(query).has('token') ? '<p><strong>The token in this link is not that of this Sonde.</strong></p>\n' : '';
  reply.code(401).headers({ 'cache-control': 'no-store', 'content-security-policy': policy, 'www-authenticate': 'Bearer' }).type('text/html; charset=utf-8');
  return reply.send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sonde: sign in</title>
<meta name="viewport" content="width=device-width">
<style>${style}</style>
<h1>Sonde</h1>
${wrong}<p>This console is opened with the link that <code>sonde up</code> prints when it is ready:
<code>Sonde is ready: ${escaped(`${request.protocol}://${request.headers.host ?? ''}`)}/?token=…</code></p>
<p>The token is also in the file <code>server/console.token</code> of Sonde’s data folder.</p>
<p>If you came here by a link from another site and have signed in before, <a href="${escaped(path)}">continue</a>.</p>
</html>
`);
}
