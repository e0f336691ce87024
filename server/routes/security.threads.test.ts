import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { InjectOptions } from 'fastify';
import { asConsole, consoleSecret, deploySecret, ingestSecret, scrapeSecret, type TestServer, testServer } from '../fixtures/test-server.ts';
import { newSession } from '../security/console-token.ts';

const ownHost = { host: '127.0.0.1:8400' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const cookie = { cookie: `sonde_session_8400=${newSession(consoleSecret, Date.now()).value}` };
const html = { accept: 'text/html' };

let server: TestServer;
let webRoot: string;
before(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'sonde-web-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>the console</title>');
  await writeFile(join(webRoot, 'assets', 'main-Ab3_xY9z.js'), 'export {};');
  await writeFile(join(webRoot, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  server = await testServer({ webRoot });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await rm(webRoot, { recursive: true });
});

async function statusOf(options: InjectOptions): Promise<number> {
  return (await server.app.inject({ ...options, headers: { ...ownHost, ...options.headers } })).statusCode;
}

const record = {
  id: 'record-12345678',
  kind: 'event',
  time: new Date().toISOString(),
  node: 'testhost',
  type: 'agent.started',
  severity: 'info',
  identity: '',
  object: '',
  reason: '',
  message: 'started',
  attributes: {},
  fingerprint: 'started',
  count: 1,
};

const doors: readonly { readonly url: string; readonly body?: object; readonly opens: 'all' | 'console' | 'ingest' | 'scrape' | 'deploy' }[] = [
  { url: '/healthz', opens: 'all' },
  { url: '/readyz', opens: 'all' },
  { url: '/metrics', opens: 'scrape' },
  { url: '/api/records', body: { records: [record] }, opens: 'ingest' },
  { url: '/api/events/deploys', body: { identity: 'process:shop', version: '1.4.2' }, opens: 'deploy' },
  { url: '/api/events', opens: 'console' },
  { url: '/api/doctor', opens: 'console' },
  { url: '/api/nodes', opens: 'console' },
  { url: '/api/openapi.json', opens: 'console' },
  { url: '/assets/main-Ab3_xY9z.js', opens: 'console' },
  { url: '/favicon.svg', opens: 'console' },
];
const keys = { console: consoleSecret, ingest: ingestSecret, scrape: scrapeSecret, deploy: deploySecret };

for (const { url, body, opens } of doors) {
  const method = body === undefined ? 'GET' : 'POST';
  test(`${method} ${url} opens to ${opens}, and to no one else`, async () => {
    const ask = (headers: Record<string, string>) => statusOf({ url, method, headers, ...(body && { payload: body }) });
    assert.equal(await ask({}), opens === 'all' ? 200 : 401);
    assert.equal(await ask(bearer('wrong')), opens === 'all' ? 200 : 401);
    assert.equal(await ask(bearer('')), opens === 'all' ? 200 : 401);
    // Who may read everything may read the server's own metrics.
    const fits = (name: string) => opens === 'all' || opens === name || (opens === 'scrape' && name === 'console');
    for (const [name, token] of Object.entries(keys)) assert.equal(await ask(bearer(token)), fits(name) ? 200 : 401, name);
    assert.equal(await ask(cookie), opens === 'all' || opens === 'console' ? 200 : 401);
  });
}

test('a session is good for what the browser asks, and a forged, an old or another server’s one is not', async () => {
  const day = 86_400_000;
  const ask = (value: string) => statusOf({ url: '/api/events', headers: { cookie: `sonde_session_8400=${value}` } });
  const { value } = newSession(consoleSecret, Date.now());
  assert.equal(await ask(value), 200);
  assert.equal(await ask(newSession(consoleSecret, Date.now() - 29 * day).value), 200);
  assert.equal(await ask(newSession(consoleSecret, Date.now() - 31 * day).value), 401);
  assert.equal(await ask(newSession(consoleSecret, Date.now() + day).value), 401);
  assert.equal(await ask(newSession('another token', Date.now()).value), 401);
  assert.equal(await ask(`${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`), 401);
  assert.equal(await ask(consoleSecret), 401);
  assert.equal(await ask(''), 401);
});

test('the link with the token becomes a cookie that scripts can’t read, and the token leaves the address', async () => {
  const { statusCode, headers } = await server.app.inject({ url: `/?token=${consoleSecret}`, headers: ownHost });
  assert.equal(statusCode, 303);
  assert.equal(headers.location, '/');
  const set = String(headers['set-cookie']);
  assert.match(set, /HttpOnly/);
  assert.match(set, /SameSite=Strict/);
  assert.match(set, /Path=\//);
  assert.ok(!set.includes(consoleSecret));
  const [pair = ''] = set.split(';');
  const page = await server.app.inject({ url: '/', headers: { ...ownHost, cookie: pair } });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /the console/);
});

test('a wrong token, two tokens and no token get a page that says how to get in', async () => {
  for (const url of ['/', '/?token=', '/?token=wrong', `/?token=${consoleSecret}&token=${consoleSecret}`, '/map', '/map?sel=%22%3E%3Cscript%3E']) {
    const { statusCode, body, headers } = await server.app.inject({ url, headers: { ...ownHost, ...html } });
    assert.equal(statusCode, 401, url);
    assert.match(body, /sonde up/);
    assert.ok(!body.includes('<script'));
    assert.ok(!body.includes('the console</title>'));
    assert.equal(headers['set-cookie'], undefined);
  }
});

test('pages of the console are one file; assets with a hash are kept for good; the rest is asked for again', async () => {
  const page = await server.app.inject({ url: '/map?from=1', headers: { ...ownHost, ...html, ...cookie } });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /the console/);
  assert.equal(page.headers['cache-control'], 'private, no-cache');
  const asset = await server.app.inject({ url: '/assets/main-Ab3_xY9z.js', headers: { ...ownHost, ...cookie } });
  assert.equal(asset.headers['cache-control'], 'private, max-age=31536000, immutable');
  const icon = await server.app.inject({ url: '/favicon.svg', headers: { ...ownHost, ...cookie } });
  assert.equal(icon.headers['cache-control'], 'private, no-cache');
  assert.equal(await statusOf({ url: '/assets/gone.js', headers: cookie }), 404);
  assert.equal(await statusOf({ url: '/api/gone', headers: { ...cookie, ...html } }), 404);
  assert.equal(await statusOf({ url: '/../package.json', headers: cookie }), 404);
  assert.equal(await statusOf({ url: '/%2e%2e/%2e%2e/etc/passwd', headers: cookie }), 404);
});

test('a host that is not ours gets 421, whatever it asks', async () => {
  for (const host of [
    'evil.example',
    'evil.example:8400',
    '127.0.0.1:9999',
    '127.0.0.1.evil.example:8400',
    'localhost.evil.example',
    '',
    'a b',
    '[::1]:8400',
  ]) {
    for (const url of ['/', '/healthz', '/api/events', '/%c0%ae']) {
      const { statusCode } = await server.app.inject({ url, headers: { ...asConsole, host } });
      assert.equal(statusCode, 421, `${host} ${url}`);
    }
  }
  for (const host of ['127.0.0.1:8400', '127.0.0.1', 'localhost:8400', 'LOCALHOST:8400', 'sonde.example', 'sonde.example:443']) {
    assert.equal(await statusOf({ url: '/healthz', headers: { host } }), 200, host);
    assert.equal(await statusOf({ url: '/%c0%ae', headers: { host } }), 400, host);
  }
});

test('what a page of another origin asks with our cookie is refused', async () => {
  const ask = (headers: Record<string, string>) => statusOf({ url: '/api/events', headers: { ...cookie, ...headers } });
  assert.equal(await ask({ 'sec-fetch-site': 'same-origin' }), 200);
  assert.equal(await ask({ 'sec-fetch-site': 'none' }), 200);
  assert.equal(await ask({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }), 403);
  assert.equal(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }), 403);
});

test('a write by cookie needs our own origin', async () => {
  const write = (headers: Record<string, string>) => statusOf({ url: '/api/events', method: 'POST', headers: { ...cookie, ...headers } });
  assert.equal(await write({}), 403);
  assert.equal(await write({ origin: 'http://127.0.0.1:9999' }), 403);
  assert.equal(await write({ origin: 'null' }), 403);
  // Past the guard the route takes no writes.
  assert.equal(await write({ origin: 'http://127.0.0.1:8400' }), 405);
  assert.equal(await statusOf({ url: '/api/events', method: 'POST', headers: asConsole }), 405);
});

test('every answer carries a strict policy, errors included', async () => {
  for (const [url, headers] of [
    ['/', cookie],
    ['/', {}],
    ['/healthz', { host: 'evil.example' }],
    ['/api/events', asConsole],
    ['/api/gone', asConsole],
    ['/%c0%ae', asConsole],
  ] as const) {
    const answer = await server.app.inject({ url, headers: { ...ownHost, ...headers } });
    const policy = String(answer.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.ok(!policy.includes('unsafe'));
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
  }
});

test('the page for who has no session has its own style, and no other may stand in it', async () => {
  const { body, headers } = await server.app.inject({ url: '/', headers: { ...ownHost, accept: 'text/html' } });
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(body) ?? [];
  assert.match(style, /prefers-color-scheme: dark/);
  const tokens = readFileSync(new URL('../../web/tokens.css', import.meta.url), 'utf8');
  const colours = style.match(/#[0-9a-f]{6}/g) ?? [];
  assert.ok(colours.length > 0 && colours.every((colour) => tokens.includes(`: ${colour};`)), colours.join(' '));
  const hash = createHash('sha256').update(style).digest('base64');
  assert.ok(String(headers['content-security-policy']).includes(`; style-src 'sha256-${hash}'; `), String(headers['content-security-policy']));
});

test('the page for who has no session links to this site alone', async () => {
  for (const url of ['//evil.example/x', '/\\evil.example/x']) {
    const { body } = await server.app.inject({ url, headers: { ...ownHost, accept: 'text/html' } });
    assert.ok(!body.includes('href="//') && !body.includes('href="/\\'), body);
  }
});
