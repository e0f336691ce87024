import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ServerConfig } from '#contract/children.ts';
import type { Record } from '#contract/record.ts';
import { certificate } from '../engines/certificate.ts';
import { freePort } from '../engines/free-port.ts';
import { type ServerProcess, serverProcess } from './fixtures/server-process.ts';
import { scrapeSecret, testConfig } from './fixtures/test-server.ts';
import { waitFor } from './fixtures/wait.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function newConfig(changes: Partial<ServerConfig> = {}): Promise<ServerConfig> {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-main-'));
  folders.push(folder);
  return testConfig(folder, { listen: { host: '127.0.0.1', port: await freePort() }, ...changes });
}

const asked = ({ url, consoleToken }: ServerProcess, path: string) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${consoleToken}` } });

test('it is ready when it says so, and ends at SIGTERM while browsers still listen', async () => {
  const server = await serverProcess(await newConfig());
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  const live = await asked(server, '/api/live?topics=events');
  assert.equal(live.status, 200);
  const { code, ms } = await server.end();
  assert.equal(code, 0);
  assert.ok(ms < 5000, `it took ${ms} ms`);
  assert.match(await live.text(), /^retry: /);
});

test('its token is the same after a restart, and appears in no log', async () => {
  const config = await newConfig();
  const first = await serverProcess(config);
  await fetch(`${first.url}/?token=${first.consoleToken}`);
  await fetch(`${first.url}/nowhere?token=${first.consoleToken}`);
  await first.end();
  const second = await serverProcess(config);
  assert.equal(second.consoleToken, first.consoleToken);
  await second.end();
  for (const { output } of [first, second]) assert.ok(!output().includes(first.consoleToken));
});

test('a configuration that is wrong is refused by the name of what is wrong, and nothing of it is repeated', async () => {
  const config = await newConfig();
  const wrong = [JSON.stringify({ ...config, scrapeIntervalSeconds: 'five' }), `{"ingestToken": "${config.ingestToken}", `, ''];
  for (const line of wrong) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    child.stdin.end(`${line}\n`);
    const [code] = await once(child, 'close');
    assert.equal(code, 1);
    assert.match(output, line.includes('five') ? /scrapeIntervalSeconds must be number/ : /its first line is not JSON/);
    assert.ok(!output.includes(config.ingestToken));
  }
});

test('a database that is no database is moved aside: log, event and doctor say so, and new events are kept', async () => {
  const config = await newConfig();
  await writeFile(join(config.dataDir, 'records.db'), 'garbage '.repeat(2000));
  const server = await serverProcess(config);
  const event = await waitFor('the event', async () => {
    const { records } = (await (await asked(server, '/api/events')).json()) as { records: Record[] };
    return records.find(({ type }) => type === 'sonde.store_corrupt');
  });
  assert.equal(event.severity, 'error');
  const { checks } = (await (await asked(server, '/api/doctor')).json()) as { checks: { name: string; state: string; mend: string }[] };
  const [aside] = checks.filter(({ name, state }) => name === 'Event store' && state === 'warning');
  const [file] = (await readdir(config.dataDir)).filter((name) => name.includes('.corrupt-'));
  assert.ok(file !== undefined && aside?.mend.includes(file));
  await server.end();
  assert.match(server.output(), /could not be read: it was moved aside/);
});

test('promtool finds nothing to say about its metrics', async () => {
  const server = await serverProcess(await newConfig());
  await asked(server, '/api/events');
  const text = await (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${scrapeSecret}` } })).text();
  await server.end();
  assert.match(text, /sonde_server_requests_total/);
  const promtool = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [promtool.stdout, promtool.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  promtool.stdin.end(text);
  const [code] = await once(promtool, 'close');
  assert.equal(said, '');
  assert.equal(code, 0);
});

test('with a certificate it speaks TLS, and only that', async () => {
  const tls = await certificate('sonde.example');
  const server = await serverProcess(await newConfig({ tls }));
  const { port } = new URL(server.url);
  const request = get({ host: '127.0.0.1', port, path: `/?token=${server.consoleToken}`, ca: tls.cert, servername: 'sonde.example' });
  const [response] = await once(request, 'response');
  assert.equal(response.statusCode, 303);
  assert.match(String(response.headers['set-cookie']), /Secure/);
  assert.match(String(response.headers['strict-transport-security']), /max-age/);
  response.resume();
  await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`));
  await server.end();
});

test('with an endpoint for traces, requests and the queries in them arrive there as spans', async () => {
  const bodies: Buffer[] = [];
  const collector = createServer(async (request, response) => {
    for await (const chunk of request) bodies.push(chunk);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const address = collector.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  const server = await serverProcess(await newConfig({ otlpEndpoint: `http://127.0.0.1:${port}` }));
  await asked(server, '/api/query?query=up');
  // Ending sends what was not sent yet.
  await server.end();
  const spans = Buffer.concat(bodies).toString('latin1');
  for (const text of ['sonde-server', 'GET /api/query', 'prometheus.query', 'db.query.text']) assert.ok(spans.includes(text), text);
  collector.closeAllConnections();
  collector.close();
});
