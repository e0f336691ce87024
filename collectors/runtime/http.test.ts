import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import test, { type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { AgentReport } from '#contract/doctor.ts';
import type { Metric } from '#contract/metric.ts';
import { type AgentHttp, type AgentHttpOptions, agentHttp } from './http.ts';
import { Exposition, familyOf } from './metrics/exposition.ts';

const numbers: Metric = { name: 'numbers', type: 'gauge', help: 'Numbers.', labels: ['n'], values: {}, buckets: [] };

const report: AgentReport = {
  node: 'n1',
  cluster: 'c1',
  version: '0.1.0',
  startedAt: '2026-01-01T00:00:00Z',
  host: { kernel: '6.18.0', architecture: 'x64', cpus: 2, memoryBytes: 1, bootedAt: '2026-01-01T00:00:00Z', addresses: [] },
  residentBytes: 1,
  residentPeakBytes: 1,
  cpuSeconds: 1,
  series: { budget: 20_000, exposed: 1, edgesNamed: 0, edgesInOther: 0 },
  collectors: [],
  checks: [],
  unixSockets: { connected: 0, says: '' },
};

const asServer = { headers: { authorization: 'Bearer let me in' } };

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const token = 'let me in';

async function agent(
  t: TestContext,
  count: number,
  { labelBytes = 0, ...options }: Partial<AgentHttpOptions> & { labelBytes?: number } = {},
): Promise<AgentHttp> {
  const family = familyOf(numbers);
  for (let n = 0; n < count; n++) family.table.put(family.table.add([`numbers{n="${String(n).padStart(labelBytes, '0')}"} `], false), 0, n);
  const exposition = new Exposition([family], { zeroMs: 0, gapMs: 0, nowMs: () => 0 });
  const http = await agentHttp({
    listen: { host: '127.0.0.1', port: 0 },
    allowedHosts: ['sonde.example'],
    scrape: () => exposition.scrape(),
    doctor: { report: () => report, token },
    onError: (error) => assert.fail(error),
    ...options,
  });
  t.after(() => http.close());
  return http;
}

function ask(port: number, path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
    });
    asked.on('error', reject).end();
  });
}

test('a scrape of many chunks arrives whole, plain and with gzip', async (t) => {
  const { port } = await agent(t, 50_000);
  const lines = Array.from({ length: 50_000 }, (_, n) => `numbers{n="${n}"} ${n}\n`).join('');
  const expected = `# HELP numbers Numbers.\n# TYPE numbers gauge\n${lines}`;
  const [plain, packed, again] = await Promise.all([
    ask(port, '/metrics'),
    ask(port, '/metrics', { headers: { 'accept-encoding': 'br, gzip;q=0.5' } }),
    ask(port, '/metrics?debug'),
  ]);
  assert.equal(plain.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.ok(packed.body.length < plain.body.length / 3);
  for (const text of [plain.body, gunzipSync(packed.body), again.body]) assert.ok(text.equals(Buffer.from(expected)));
  assert.equal((await ask(port, '/metrics', { headers: { 'accept-encoding': 'gzip;q=0' } })).headers['content-encoding'], undefined);
});

test('readers that leave in the middle hold nobody up', async (t) => {
  const { port } = await agent(t, 200_000);
  for (const encoding of ['identity', 'gzip']) {
    for (let reader = 0; reader < 20; reader++) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
      await once(socket, 'data');
      socket.resetAndDestroy();
    }
  }
  const answers = await Promise.all(Array.from({ length: 4 }, () => ask(port, '/metrics')));
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.toString().trimEnd().split('\n').length]),
    Array(4).fill([200, 200_002]),
  );
});

test('readers that take nothing cost a bounded number of answers', async (t) => {
  const { port } = await agent(t, 200_000, { labelBytes: 400 });
  const sockets = Array.from({ length: 8 }, () => connect(port, '127.0.0.1'));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (const socket of sockets) {
    socket.write('GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await once(socket, 'readable');
  }
  const refused = await ask(port, '/metrics');
  assert.deepEqual([refused.status, refused.headers['retry-after'], String(refused.body)], [503, '1', '8 scrapes are being answered already.\n']);
  assert.equal((await ask(port, '/healthz')).status, 200);
});

test('doctor answers what the agent reports, healthz that it lives, and other paths what there is', async (t) => {
  const { port } = await agent(t, 1);
  const doctor = await ask(port, '/doctor', asServer);
  assert.deepEqual(JSON.parse(String(doctor.body)), report);
  assert.equal(doctor.headers['content-type'], 'application/json; charset=utf-8');
  assert.equal(String((await ask(port, '/healthz')).body), 'ok\n');
  const missing = await ask(port, '/etc/passwd');
  assert.deepEqual([missing.status, String(missing.body)], [404, 'No such page. This agent answers GET /metrics, /doctor, /healthz.\n']);
  assert.equal((await ask(port, 'http://127.0.0.1/metrics')).status, 404);
});

test('the report is for who has the token, and closed where there is none', async (t) => {
  const { port } = await agent(t, 1, { doctor: { report: () => assert.fail('nobody may read it'), token } });
  for (const authorization of ['', 'Bearer', 'Bearer let me', 'Bearer let me in, too', 'Basic let me in', 'let me in']) {
    const answer = await ask(port, '/doctor', { headers: { authorization } });
    assert.deepEqual([answer.status, answer.headers['www-authenticate']], [401, 'Bearer'], authorization);
    assert.equal(String(answer.body), 'This needs Authorization: Bearer and the ingest token.\n');
  }
  assert.equal((await ask(port, '/doctor')).status, 401);
  const { port: closed } = await agent(t, 1, { doctor: { report: () => assert.fail('nobody may read it'), token: undefined } });
  for (const headers of [{}, { authorization: 'Bearer undefined' }, { authorization: 'Bearer ' }])
    assert.equal((await ask(closed, '/doctor', { headers })).status, 403);
});

test('all who ask at once get one report', async (t) => {
  let made = 0;
  const slow = async () => {
    made++;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { ...report, residentBytes: made };
  };
  const { port } = await agent(t, 1, { doctor: { report: slow, token } });
  const askAtOnce = () => Promise.all(Array.from({ length: 20 }, () => ask(port, '/doctor', asServer)));
  const bodies = new Set((await askAtOnce()).map(({ body }) => String(body)));
  assert.deepEqual([bodies.size, made], [1, 1]);
  const endMs = performance.now() + 20_000;
  while (made === 1 && performance.now() < endMs) {
    await ask(port, '/doctor', asServer);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(made, 2, 'a later report is a new one');
});

test('a failed report is an error that is told to the agent, not to the reader', async (t) => {
  const errors: Error[] = [];
  const { port } = await agent(t, 1, {
    doctor: { report: () => Promise.reject(new Error('secret detail')), token },
    onError: (error) => errors.push(error),
  });
  const answer = await ask(port, '/doctor', asServer);
  assert.deepEqual([answer.status, String(answer.body)], [500, 'The agent failed to answer; its log says why.\n']);
  assert.equal(errors[0]?.message, 'answering GET /doctor');
});

test('an unknown Host gets 421, other methods 405, and no answer may be read by other origins', async (t) => {
  const { port } = await agent(t, 1);
  const statusOf = async (host: string) => (await ask(port, '/metrics', { headers: { host } })).status;
  for (const host of [`127.0.0.1:${port}`, '127.0.0.1', 'localhost:1', 'LOCALHOST', 'sonde.example', 'sonde.example:8401'])
    assert.equal(await statusOf(host), 200, host);
  for (const host of ['evil.example', '127.0.0.1.evil.example', '127.0.0.2', '[::1]', '127.0.0.1:8401@evil', 'sonde.example.', ':80'])
    assert.equal(await statusOf(host), 421, host);
  for (const method of ['POST', 'PUT', 'OPTIONS', 'HEAD', 'DELETE']) {
    const answer = await ask(port, '/metrics', { method });
    assert.deepEqual([answer.status, answer.headers.allow], [405, 'GET']);
  }
  const { headers } = await ask(port, '/metrics', { headers: { origin: 'http://evil.example' } });
  assert.deepEqual(
    Object.keys(headers).filter((name) => name.startsWith('access-control')),
    [],
  );
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
});

test('a busy port is named', async (t) => {
  const { port } = await agent(t, 1);
  await assert.rejects(
    agent(t, 1, { listen: { host: '127.0.0.1', port } }),
    new RegExp(`^Error: listening on 127\\.0\\.0\\.1 port ${port} for the agent's /metrics: .*EADDRINUSE`),
  );
});
