import type { FastifyReply, FastifyRequest } from 'fastify';

const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => special[character] ?? '');

/** `//elsewhere/x` and `/\\elsewhere` would lead to another host. */
const onThisSite = (path: string) => (/^\/(?![/\\])/.test(path) ? path : '/');

/** For who comes without a session: how to get in, and nothing else. */
export function closedPage(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [asked = '/', query = ''] = request.url.split('?');
  const path = onThisSite(asked);
  const wrong = asked === '/' && new URLSearchParams(query).has('token') ? '<p><strong>The token in this link is not that of this Sonde.</strong></p>\n' : '';
  reply.code(401).headers({ 'cache-control': 'no-store', 'www-authenticate': 'Bearer' }).type('text/html; charset=utf-8');
  return reply.send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sonde: sign in</title>
<meta name="color-scheme" content="light dark">
<h1>Sonde</h1>
${wrong}<p>This console is opened with the link that <code>sonde up</code> prints when it is ready:
<code>Sonde is ready: ${escaped(`${request.protocol}://${request.headers.host ?? ''}`)}/?token=…</code></p>
<p>The token is also in the file <code>server/console.token</code> of Sonde’s data folder.</p>
<p>If you came here by a link from another site and have signed in before, <a href="${escaped(path)}">continue</a>.</p>
</html>
`);
}
