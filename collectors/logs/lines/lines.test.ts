import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { levelOf } from './level.ts';
import { withoutSecrets } from './secrets.ts';
import { timeOf } from './time.ts';

// A zone with summer time, set before any date is made.
process.env.TZ = 'Europe/Berlin';
const nowMs = Date.parse('2026-06-12T08:00:00Z');

const formats: readonly (readonly [line: string, time: string | undefined, level: string])[] = [
  ['2026-06-12T07:01:02Z INFO started', '2026-06-12T07:01:02Z', 'info'],
  ['2026-06-12T07:01:02.345Z  WARN slow', '2026-06-12T07:01:02.345Z', 'warn'],
  ['2026-06-12T07:01:02.345678912Z ERROR gone', '2026-06-12T07:01:02.345678912Z', 'error'],
  ['2026-06-12T09:01:02+02:00 [debug] x', '2026-06-12T07:01:02Z', 'debug'],
  ['2026-06-12T02:01:02.5-0500 [FATAL] x', '2026-06-12T07:01:02.5Z', 'fatal'],
  ['2026-06-12 09:01:02,345 ERROR [main] com.shop.Cart - no', '2026-06-12T07:01:02.345Z', 'error'],
  ['2026-06-12 09:01:02.345 UTC [17] LOG:  checkpoint starting', '2026-06-12T09:01:02.345Z', 'info'],
  ['2026-06-12 07:01:02 GMT [17] FATAL:  sorry, too many clients already', '2026-06-12T07:01:02Z', 'fatal'],
  ['2026/06/12 09:01:02 [error] 31#31: *7 connect() failed', '2026-06-12T07:01:02Z', 'error'],
  ['[2026-06-12 09:01:02] production.WARNING: slow', '2026-06-12T07:01:02Z', 'warn'],
  ['E0612 09:01:02.345678    1234 reflector.go:138] Failed to watch', '2026-06-12T07:01:02.345678Z', 'error'],
  ['I0612 09:01:02.345678       1 main.go:12] ok', '2026-06-12T07:01:02.345678Z', 'info'],
  ['W0612 09:01:02.345678       1 main.go:12] hm', '2026-06-12T07:01:02.345678Z', 'warn'],
  ['Jun 12 09:01:02 host sshd[31]: error: no', '2026-06-12T07:01:02Z', 'error'],
  ['Jun  2 09:01:02 host cron[31]: (root) CMD', '2026-06-02T07:01:02Z', 'unknown'],
  ['<34>Jun 12 09:01:02 host su: failed', '2026-06-12T07:01:02Z', 'unknown'],
  ['1:M 12 Jun 2026 09:01:02.345 * Ready to accept connections', '2026-06-12T07:01:02.345Z', 'info'],
  ['1:M 12 Jun 2026 09:01:02.345 # WARNING overcommit_memory is set to 0', '2026-06-12T07:01:02.345Z', 'warn'],
  ['10.0.0.7 - - [12/Jun/2026:09:01:02 +0200] "GET / HTTP/1.1" 200 612', '2026-06-12T07:01:02Z', 'unknown'],
  ['time=2026-06-12T07:01:02Z level=warn msg="slow"', '2026-06-12T07:01:02Z', 'warn'],
  ['ts=1781247662.345 level=error msg=x', '2026-06-12T07:01:02.345Z', 'error'],
  ['{"level":30,"time":1781247662345,"msg":"pino"}', '2026-06-12T07:01:02.345Z', 'info'],
  ['{"level":50,"time":1781247662345,"msg":"pino"}', '2026-06-12T07:01:02.345Z', 'error'],
  ['{"severity":"ERROR","timestamp":"2026-06-12T07:01:02.345Z","message":"x"}', '2026-06-12T07:01:02.345Z', 'error'],
  ['{"@timestamp":"2026-06-12T07:01:02.345Z","log.level":"debug"}', '2026-06-12T07:01:02.345Z', 'debug'],
  ['{"ts":1781247662,"lvl":"warn"}', '2026-06-12T07:01:02Z', 'warn'],
  ['WARNING:root:from Python', undefined, 'warn'],
  ['DEBUG    urllib3:connectionpool.py:228 Starting', undefined, 'debug'],
  ['panic: runtime error: index out of range', undefined, 'fatal'],
  ['Traceback (most recent call last):', undefined, 'unknown'],
  ['    at com.shop.Cart.add(Cart.java:42)', undefined, 'unknown'],
  ['no error here, just prose about information', undefined, 'unknown'],
  ['2026-13-45T99:99:99Z nonsense', undefined, 'unknown'],
  ['order 2026-06-12 is late', undefined, 'unknown'],
  ['', undefined, 'unknown'],
];

for (const [line, time, level] of formats) {
  test(`${JSON.stringify(line)} is of ${time ?? 'no time'}, ${level}`, () => {
    assert.deepEqual([timeOf(line, nowMs), levelOf(line)], [time, level]);
  });
}

test('a time without a zone is the host’s, also around the change of its clocks', () => {
  assert.equal(timeOf('2026-03-29 01:59:59 x', nowMs), '2026-03-29T00:59:59Z');
  assert.equal(timeOf('2026-03-29 03:00:00 x', nowMs), '2026-03-29T01:00:00Z');
});

test('a time without a year is of the year that makes it closest to now', () => {
  const newYear = Date.parse('2026-01-01T00:00:30Z');
  assert.equal(timeOf('Dec 31 23:59:59 host x: y', newYear), '2025-12-31T22:59:59Z');
});

test('a time far from now is none', () => {
  assert.equal(timeOf('1970-01-02T00:00:00Z x', nowMs), undefined);
  assert.equal(timeOf('2031-01-02T00:00:00Z x', nowMs), undefined);
});

test('whatever a line holds, it has a level, and a time that is one', () => {
  const pieces = fc.constantFrom(
    '2026',
    '-',
    ':',
    '06',
    'T',
    'Z',
    '.',
    ' ',
    'level=',
    '"',
    'ERROR',
    'E0612',
    'Jun ',
    '12/',
    '1781247662',
    '+02:00',
    '{',
    '\ud800',
    'é',
  );
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(line, (text) => {
      const time = timeOf(text, nowMs);
      if (time !== undefined) assert.ok(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(time) && !Number.isNaN(Date.parse(time)), time);
      assert.ok(levelOf(text).length > 0);
    }),
    { numRuns: 10_000 },
  );
});

const secrets = [
  'login password=hunter2 ok',
  'connecting to postgres://shop:hunter2@db/shop',
  'Authorization: Bearer hunter2hunter2',
  '{"user":"a","apiKey":"hunter2"}',
  'GET /cb?code=hunter2&state=1',
  'key AKIAHUNTER2HUNTER2',
  'token ghp_hunter2hunter2hunter2',
  'jwt eyJhunter2hunter2.eyJhunter2hunter2.hunter2',
  'npm_hunter2hunter2',
  'session sk-hunter2hunter2hunter2',
];

for (const line of secrets) {
  test(`no secret is left of ${JSON.stringify(line)}`, () => {
    assert.doesNotMatch(withoutSecrets(line), /hunter2/i);
  });
}

test('a line without secrets stays as it is', () => {
  for (const [line] of formats) assert.equal(withoutSecrets(line), line);
});
