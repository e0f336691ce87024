import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { noTracing } from '../tracing.ts';
import type { Prometheus } from './prometheus.ts';
import { type PrometheusOptions, prometheus } from './prometheus-client.ts';
import { PrometheusError, type PrometheusErrorKind } from './prometheus-error.ts';

interface Served extends AsyncDisposable {
  readonly client: Prometheus;
  readonly outcomes: string[];
}

/** A client of an HTTP server that answers in its own way. */
async function served(listener: RequestListener, limits: Partial<PrometheusOptions> = {}): Promise<Served> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  const outcomes: string[] = [];
  const options = { timeoutMs: 5000, maxBytes: 1 << 20, concurrency: 2, queue: 2, tracing: noTracing, onQuery: (outcome: string) => outcomes.push(outcome) };
  return {
    client: prometheus({ url: `http://127.0.0.1:${port}`, ...options, ...limits }),
    outcomes,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const vector = (result: unknown) => JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
const failed = (errorType: string, error: string) => JSON.stringify({ status: 'error', errorType, error });

async function kindOf(work: Promise<unknown>): Promise<PrometheusErrorKind> {
  const error: unknown = await work.then(
    () => assert.fail('it was answered'),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof PrometheusError, String(error));
  return error.kind;
}

test('values come as numbers, the infinite ones too', async () => {
  const result = ['1.5', '+Inf', '-Inf', '9007199254740991'].map((value) => ({ metric: { a: value }, value: [1, value] }));
  await using at = await served((_request, response) => response.end(vector(result)));
  const samples = await at.client.instant('up', 1000);
  assert.deepEqual(
    samples.map(({ value }) => value),
    [1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 9_007_199_254_740_991],
  );
  assert.deepEqual(at.outcomes, ['ok']);
});

test('the query travels in the body, with the moment and a time limit a little shorter than ours', async () => {
  let asked = '';
  await using at = await served(async (request, response) => {
    for await (const chunk of request) asked += String(chunk);
    response.end(vector([]));
  });
  await at.client.instant('sum(up) > 0', 1_769_860_800_123);
  assert.deepEqual(Object.fromEntries(new URLSearchParams(asked)), { query: 'sum(up) > 0', time: '1769860800.123', timeout: '4s' });
});

test('what is wrong with a query is told apart from a Prometheus that is away, and from too much', async () => {
  const cases: readonly [answer: string, kind: PrometheusErrorKind][] = [
    [failed('bad_data', 'invalid parameter "query": 1:5: parse error: unclosed left parenthesis'), 'bad-query'],
    [failed('execution', 'found duplicate series for the match group'), 'bad-query'],
    [failed('execution', 'query processing would load too many samples into memory in query execution'), 'too-much'],
    [failed('timeout', 'query timed out in expression evaluation'), 'too-much'],
    [failed('internal', 'the storage is gone'), 'away'],
    ['<html>a proxy</html>', 'away'],
    [JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [1, '1'] } }), 'away'],
    [vector([{ metric: {}, value: 5 }]), 'away'],
  ];
  for (const [answer, kind] of cases) {
    await using at = await served((_request, response) => response.end(answer));
    assert.equal(await kindOf(at.client.instant('sum(up', 0)), kind, answer);
  }
});

test('the place of a mistake is read from Prometheus’ words', () => {
  const { position } = new PrometheusError('bad-query', 'invalid parameter "query": 2:14: parse error: unexpected "}"');
  assert.deepEqual(position, { line: 2, column: 14 });
  assert.equal(new PrometheusError('away', 'connect ECONNREFUSED 127.0.0.1:9090').position, undefined);
});

test('an answer that is too long is not read to its end', async () => {
  let sent = 0;
  await using at = await served(
    (_request, response) => {
      const more = () => {
        sent += 65_536;
        if (sent < 1e9 && response.write('x'.repeat(65_536))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    },
    { maxBytes: 200_000 },
  );
  assert.equal(await kindOf(at.client.instant('up', 0)), 'too-much');
  assert.ok(sent < 100e6);
});

test('one that never answers is away after the timeout', async () => {
  await using at = await served(() => undefined, { timeoutMs: 100 });
  assert.equal(await kindOf(at.client.instant('up', 0)), 'away');
  assert.deepEqual(at.outcomes, ['away']);
});

test('only so many are asked at once, only so many wait, and the next is told', async () => {
  const open: (() => void)[] = [];
  let atOnce = 0;
  let most = 0;
  await using at = await served((_request, response) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    open.push(() => {
      atOnce -= 1;
      response.end(vector([]));
    });
    if (open.length >= 2) open.shift()?.();
  });
  const work = Array.from({ length: 5 }, () => at.client.instant('up', 0));
  assert.equal(await kindOf(work[4] ?? Promise.resolve()), 'too-much');
  const rest = Promise.all(work.slice(0, 4));
  const timer = setInterval(() => open.shift()?.(), 10);
  await rest;
  clearInterval(timer);
  assert.ok(most <= 2, `${most} at once`);
});

test('who waits behind one that is not answered, or asks right after it, fails with it; later it is asked again', async () => {
  let asked = 0;
  let isAway = true;
  const listener: RequestListener = (_request, response) => {
    asked += 1;
    if (!isAway) response.end(vector([]));
  };
  await using at = await served(listener, { timeoutMs: 500, concurrency: 1, failTogether: true });
  const behind = [at.client.instant('up', 0), at.client.instant('up', 0)];
  assert.deepEqual(await Promise.all(behind.map(kindOf)), ['away', 'away']);
  assert.equal(await kindOf(at.client.instant('up', 0)), 'away');
  assert.equal(asked, 1);
  isAway = false;
  const deadline = AbortSignal.timeout(15_000);
  while (asked < 2) {
    assert.ok(!deadline.aborted, 'it is never asked again');
    await at.client.instant('up', 0).catch(() => setTimeout(50));
  }
  assert.equal(asked, 2);
});
