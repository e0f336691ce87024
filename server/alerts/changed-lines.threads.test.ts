import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { Value } from 'typebox/value';
import { type Alert, AlertEvidence } from '#contract/alerts.ts';
import { alertOf } from '../fixtures/alert.ts';
import { type TestServer, testServer } from '../fixtures/test-server.ts';
import { evidenceOf } from './evidence.ts';

const minuteMs = 60_000;
const nowMs = Date.now();
const ago = (minutes: number) => nowMs - minutes * minuteMs;

let server: TestServer;
before(async () => {
  server = await testServer();
});
after(() => server[Symbol.asyncDispose]());

interface Said {
  readonly pattern: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly lines: number;
  readonly level?: string;
}

let first = 1;
async function say(app: string, said: readonly Said[]): Promise<void> {
  const rows = said.flatMap(({ pattern, fromMs, toMs, lines, level = 'info' }) =>
    Array.from({ length: lines }, (_, at) => ({
      time: new Date(fromMs + ((toMs - fromMs) * at) / lines).toISOString(),
      level,
      identity: `process:${app}`,
      source: `/var/log/${app}.log`,
      message: `${pattern} ${at}`,
      pattern,
      template: `${pattern} <*>`,
    })),
  );
  const body = zstdCompressSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const day = new Date(nowMs).toISOString().slice(0, 10);
  assert.deepEqual(await server.services.logStore.append({ agent: 'n1', spool: 's', first, count: rows.length, day, body }), { stored: rows.length, known: 0 });
  first += rows.length;
}

async function patternsOf(app: string, sinceMinutes: number): Promise<NonNullable<AlertEvidence['patterns']>> {
  const alert: Alert = alertOf('1', {
    since: new Date(ago(sinceMinutes)).toISOString(),
    entity: { kind: 'workload', id: `process:${app}`, name: app },
    labels: { alertname: 'LogStorm', identity: app },
    expression: null,
  });
  // As of the moment from which all is counted here, however long a busy machine took since.
  mock.timers.enable({ apis: ['Date'], now: nowMs });
  const found = await evidenceOf(alert, server.services.evidence).finally(() => mock.timers.reset());
  const evidence = { alert, stale: null, ...found };
  assert.ok(Value.Check(AlertEvidence, evidence));
  assert.ok(evidence.patterns !== null);
  return evidence.patterns;
}

const minutesOf = (span: { readonly from: string; readonly to: string } | null) =>
  span && Math.round((Date.parse(span.to) - Date.parse(span.from)) / 6000) / 10;

test('no line is kept yet, and an alert of nobody asks for none', async () => {
  const { before: compared, keptFrom, found } = await patternsOf('shop', 2);
  assert.deepEqual([compared, keptFrom, found], [null, null, []]);
  assert.equal((await patternsOf('', 2)).query, '');
});

test('an alert that was there before any line has what is said most, and nothing to compare with', async () => {
  await say('shop', [
    { pattern: 'refused', fromMs: ago(3), toMs: ago(0), lines: 90 },
    { pattern: 'started', fromMs: ago(3), toMs: ago(2.9), lines: 2, level: 'warn' },
  ]);
  const { before: compared, keptFrom, isChanged, found } = await patternsOf('shop', 2.9);
  assert.deepEqual([compared, keptFrom, isChanged], [null, new Date(ago(3)).toISOString(), false]);
  assert.deepEqual(
    found.map(({ app, pattern, before: was, during }) => [app, pattern, was, during]),
    [
      ['process:shop', 'started <*>', null, 2],
      ['process:shop', 'refused <*>', null, 90],
    ],
  );
});

test('one that began after the first lines is held against those, by the second', async () => {
  await say('till', [
    { pattern: 'sold', fromMs: ago(3), toMs: ago(0), lines: 180 },
    { pattern: 'opened', fromMs: ago(3), toMs: ago(1), lines: 120 },
    { pattern: 'retried', fromMs: ago(3), toMs: ago(1), lines: 40 },
    { pattern: 'retried', fromMs: ago(1), toMs: ago(0), lines: 120 },
    { pattern: 'refused', fromMs: ago(1), toMs: ago(0), lines: 30 },
  ]);
  const { during, before: compared, found } = await patternsOf('till', 1);
  assert.deepEqual([minutesOf(during), minutesOf(compared)], [1, 2]);
  assert.deepEqual(
    found.map(({ pattern, before: was, during: now }) => [pattern, was, now]),
    [
      ['refused <*>', 0, 30],
      ['opened <*>', 120, 0],
      ['retried <*>', 40, 120],
    ],
  );
});

test('where lines are kept for long, it is held against as long a time before', async () => {
  await say('desk', [
    { pattern: 'read', fromMs: ago(90), toMs: ago(0), lines: 90 },
    { pattern: 'written', fromMs: ago(20), toMs: ago(10), lines: 20 },
    { pattern: 'written', fromMs: ago(10), toMs: ago(0), lines: 200 },
  ]);
  const { during, before: compared, found } = await patternsOf('desk', 10);
  assert.deepEqual([minutesOf(during), minutesOf(compared)], [10, 10]);
  assert.deepEqual(
    found.map(({ pattern, before: was, during: now }) => [pattern, was, now]),
    [['written <*>', 20, 200]],
  );
  const [written] = found;
  assert.equal(written?.query, 'app=desk pattern=written');
});

test('where nothing changed, it has what is said most: one of few lines is not new, unless it warns', async () => {
  await say('bank', [
    { pattern: 'paid', fromMs: ago(30), toMs: ago(0), lines: 300 },
    { pattern: 'asked', fromMs: ago(9), toMs: ago(0), lines: 2 },
    { pattern: 'late', fromMs: ago(30), toMs: ago(0), lines: 60, level: 'warn' },
  ]);
  const calm = await patternsOf('bank', 10);
  assert.deepEqual([calm.isChanged, calm.found.map(({ pattern }) => pattern)], [false, ['late <*>', 'paid <*>', 'asked <*>']]);
  await say('bank', [{ pattern: 'lost', fromMs: ago(5), toMs: ago(0), lines: 1, level: 'error' }]);
  const wrong = await patternsOf('bank', 10);
  assert.deepEqual([wrong.isChanged, wrong.found.map(({ pattern }) => pattern)], [true, ['lost <*>']]);
});
