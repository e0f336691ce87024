import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Backtest, NewRule, Preview, Rule } from '#contract/rules.ts';
import { storeLines } from '../fixtures/log-lines.ts';
import { prometheusServer } from '../fixtures/prometheus-server.ts';
import { asConsole, ingestSecret, scrapeSecret, type TestServer, testConfig, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';

interface Running extends AsyncDisposable {
  readonly server: TestServer;
  /** Until so many more scrapes were answered. */
  scraped(count: number): Promise<void>;
}

/** A server whose own counters a real Prometheus scrapes and evaluates the rules on, each second. */
async function running(): Promise<Running> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sonde-found-'));
  stack.defer(() => rm(folder, { recursive: true }));
  let server: TestServer | undefined;
  let scrapes = 0;
  const metrics = createServer(async (_request, response) => {
    const answer = await server?.app.inject({ url: '/metrics', headers: { host: '127.0.0.1:8400', authorization: `Bearer ${scrapeSecret}` } });
    scrapes += 1;
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(answer?.payload ?? '');
  }).listen(0, '127.0.0.1');
  await once(metrics, 'listening');
  stack.defer(() => {
    metrics.closeAllConnections();
    metrics.close();
  });
  const bound = metrics.address();
  const address = `127.0.0.1:${bound !== null && typeof bound !== 'string' ? bound.port : 0}`;
  const prometheus = stack.use(await prometheusServer([{ job: 'sonde-server', address, labels: { cluster: 'test', node: 'host-a' } }], 1, false));
  const alerting = { ...testConfig(folder).alerting, alertmanager: { url: 'http://127.0.0.1:1', folder, isOurs: false } };
  const tellUp = () => void readFile(join(folder, 'rules', 'user.yml'), 'utf8').then((text) => prometheus.readRules('user', text));
  server = stack.use(await testServer({ prometheusUrl: prometheus.url, alerting }, tellUp));
  const whole = stack.move();
  return {
    server,
    scraped: async (count) => {
      const wanted = scrapes + count;
      await waitFor('scrapes', async () => (scrapes >= wanted ? true : undefined));
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

const condition = (of: 'logs' | 'events', query: string) => ({ of, query, within: '4s', comparison: '>', threshold: 3 }) as const;
const tested = { Lines: condition('logs', 'order lost'), Events: condition('events', 'type=deploy') };

async function ask<T>({ app }: TestServer, url: string, payload: object, authorization = asConsole.authorization): Promise<T> {
  const response = await app.inject({ method: 'POST', url, headers: { host: '127.0.0.1:8400', authorization }, payload });
  assert.ok(response.statusCode < 300, response.payload);
  return response.json<T>();
}

/** From the first evaluation that fired to the last, in seconds. */
async function firedIn({ get }: TestServer, name: string): Promise<(readonly [from: number, to: number])[]> {
  const query = encodeURIComponent(`ALERTS{alertname="${name}",alertstate="firing"}[5m]`);
  const { data } = (await get(`/api/query?query=${query}`)).json() as { data: { result: { values: [number, string][] }[] } };
  const at = (data.result[0]?.values ?? []).map(([seconds]) => seconds);
  const ends = at.flatMap((seconds, index) => (index === at.length - 1 || (at[index + 1] ?? 0) - seconds > 1.5 ? [index] : []));
  return ends.map((end, index) => [at[(ends[index - 1] ?? -1) + 1] ?? 0, at[end] ?? 0] as const);
}

test('a back-test of lines and of events says what Prometheus fired of the same: a count on the threshold is not above it', async () => {
  await using run = await running();
  const { server, scraped } = run;
  let stored = 1;
  const happens = async (count: number) => {
    const lines = Array.from({ length: count }, () => ({ message: 'order lost' }));
    const record = { kind: 'event', type: 'deploy', time: new Date().toISOString(), severity: 'info', object: '', reason: '', message: 'new', count: 1 };
    const about = { ...record, node: 'a', identity: 'process:shop', attributes: {} };
    // Each is told again at once, which is one event.
    const events = lines.flatMap((_, index) => {
      const [id, fingerprint] = [`deployed-${stored + index}`, `f${stored + index}`];
      return [
        { ...about, id, fingerprint },
        { ...about, id: `${id}-again`, fingerprint },
      ];
    });
    await storeLines(server.services.logStore, stored, lines);
    stored += count;
    await ask(server, '/api/records', { records: events }, `Bearer ${ingestSecret}`);
  };
  for (const [name, one] of Object.entries(tested)) {
    const rule: NewRule = { name, condition: one, for: '0s', severity: 'ticket', summary: 'Too many.' };
    assert.equal((await ask<Rule>(server, '/api/rules', rule)).name, name);
  }
  await scraped(2);
  for (const count of [3, 5]) {
    await happens(count);
    await scraped(7);
  }
  // Three, and two more while they count.
  for (const count of [3, 2]) {
    await happens(count);
    await scraped(2);
  }
  await scraped(7);
  for (const [name, one] of Object.entries(tested)) {
    const fired = await firedIn(server, name);
    const told = await ask<Backtest>(server, '/api/rules/backtest', { condition: one, for: '0s' });
    const { series, stepSeconds } = await ask<Preview>(server, '/api/rules/preview', { condition: one });
    assert.ok(stepSeconds > 4, 'a step of the graph is longer than what the rule counts in');
    const drawn = series.flatMap(({ values }) => values.map(Number));
    assert.ok(Math.max(...drawn) <= 5, `${name} never found more than five within 4 s: ${drawn.join(' ')}`);
    assert.deepEqual([fired.length, told.fired], [2, 2], JSON.stringify({ name, fired, told: told.intervals }));
    for (const [index, { from, to }] of told.intervals.toReversed().entries()) {
      const [first = 0, last = 0] = fired[index] ?? [];
      // A line is looked for, scraped and evaluated each second.
      assert.ok(Math.abs(Date.parse(from) / 1000 - first) <= 3.5, `${name} fired at ${first}, not at ${from}`);
      assert.ok(Math.abs(Date.parse(to ?? '') / 1000 - 1 - last) <= 3.5, `${name} last at ${last}, not until ${to}`);
    }
  }
});
