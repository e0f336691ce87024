import assert from 'node:assert/strict';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { agent, ask, report, token } from './fixtures/http-agent.ts';

const asServer = { headers: { authorization: 'Bearer let me in' } };

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

test('doctor answers what the agent reports, healthz that it lives, and other paths what there is', async (t) => {
  const { port } = await agent(t, 1);
  const doctor = await ask(port, '/doctor', asServer);
  assert.deepEqual(JSON.parse(String(doctor.body)), report);
  assert.equal(doctor.headers['content-type'], 'application/json; charset=utf-8');
  assert.equal(String((await ask(port, '/healthz')).body), 'ok\n');
  const missing = await ask(port, '/etc/passwd');
  assert.deepEqual([missing.status, String(missing.body)], [404, 'No such page. This agent answers GET /metrics, /doctor, /processes, /healthz.\n']);
  assert.equal((await ask(port, 'http://127.0.0.1/metrics')).status, 404);
});

test('the report is for who has the token, and closed where there is none', async (t) => {
  const { port } = await agent(t, 1, {
    asked: { processes: async () => ({ processes: [], more: 0 }), report: () => assert.fail('nobody may read it'), token },
  });
  for (const authorization of ['', 'Bearer', 'Bearer let me', 'Bearer let me in, too', 'Basic let me in', 'let me in']) {
    const answer = await ask(port, '/doctor', { headers: { authorization } });
    assert.deepEqual([answer.status, answer.headers['www-authenticate']], [401, 'Bearer'], authorization);
    assert.equal(String(answer.body), 'This needs Authorization: Bearer and the ingest token.\n');
  }
  assert.equal((await ask(port, '/doctor')).status, 401);
  const { port: closed } = await agent(t, 1, {
    asked: { processes: async () => ({ processes: [], more: 0 }), report: () => assert.fail('nobody may read it'), token: undefined },
  });
  for (const headers of [{}, { authorization: 'Bearer undefined' }, { authorization: 'Bearer ' }])
    assert.equal((await ask(closed, '/doctor', { headers })).status, 403);
});

test('processes are told of one identity, to who has the token', async (t) => {
  const { port } = await agent(t, 1, { asked: { report: () => report, processes: async (id) => ({ processes: [], more: id.length }), token } });
  const found = await ask(port, '/processes?identity=process%3Anginx%26co', asServer);
  assert.deepEqual([found.status, JSON.parse(String(found.body))], [200, { processes: [], more: 'process:nginx&co'.length }]);
  assert.equal((await ask(port, '/processes?identity=process:nginx')).status, 401);
  for (const query of ['', '?', '?id=process:nginx']) assert.equal((await ask(port, `/processes${query}`, asServer)).status, 400, query);
});

test('all who ask at once get one report', async (t) => {
  let made = 0;
  const slow = async () => {
    made++;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { ...report, residentBytes: made };
  };
  const { port } = await agent(t, 1, { asked: { processes: async () => ({ processes: [], more: 0 }), report: slow, token } });
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
    asked: { processes: async () => ({ processes: [], more: 0 }), report: () => Promise.reject(new Error('secret detail')), token },
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
