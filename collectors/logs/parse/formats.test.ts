import assert from 'node:assert/strict';
import test from 'node:test';
import { parseLine } from './parsed-line.ts';

// A zone with summer time, set before any date is made.
process.env.TZ = 'Europe/Berlin';
const nowMs = Date.parse('2026-06-12T08:00:00Z');
const second = '2026-06-12T07:01:02';

const formats: readonly (readonly [line: string, time: string | undefined, level: string])[] = [
  ['2026-06-12T07:01:02Z INFO started', `${second}Z`, 'info'],
  ['2026-06-12T07:01:02.345Z  WARN slow', `${second}.345Z`, 'warn'],
  ['2026-06-12T07:01:02.345678912Z ERROR gone', `${second}.345678912Z`, 'error'],
  ['2026-06-12T07:01:02.34567891234Z ERROR more digits than a nanosecond has', `${second}.345678912Z`, 'error'],
  ['2026-06-12T09:01:02+02:00 [debug] x', `${second}Z`, 'debug'],
  ['2026-06-12T09:01:02+02 [debug] x', `${second}Z`, 'debug'],
  ['2026-06-12T02:01:02.5-0500 [FATAL] x', `${second}.5Z`, 'fatal'],
  ['2026-06-12T12:31:02+05:30 TRACE x', `${second}Z`, 'trace'],
  ['2026-06-12 09:01:02,345 ERROR [main] com.shop.Cart - no', `${second}.345Z`, 'error'],
  ['2026-06-12 09:01:02,345 - shop.cart - WARNING - from Python', `${second}.345Z`, 'warn'],
  ['2026-06-12 09:01:02.345 CEST [17] LOG:  checkpoint starting', `${second}.345Z`, 'info'],
  ['2026-06-12 03:01:02 EDT [17] ERROR:  relation "x" does not exist at character 15', `${second}Z`, 'error'],
  ['2026-06-12 07:01:02.345 UTC [17] STATEMENT:  select * from x', `${second}.345Z`, 'info'],
  ['2026-06-12 07:01:02 GMT [17] FATAL:  sorry, too many clients already', `${second}Z`, 'fatal'],
  ['2026-06-12T07:01:02.345678Z 0 [Warning] [MY-010068] [Server] CA certificate ca.pem is self signed.', `${second}.345678Z`, 'warn'],
  ['2026-06-12  9:01:02 17 [Note] mysqld: ready for connections.', `${second}Z`, 'info'],
  ['2026/06/12 09:01:02 [error] 31#31: *7 connect() failed (111: Connection refused)', `${second}Z`, 'error'],
  ['2026/06/12 09:01:02 [emerg] 1#1: bind() to 0.0.0.0:80 failed', `${second}Z`, 'fatal'],
  ['2026/06/12 09:01:02.345678 main.go:12: listening', `${second}.345678Z`, 'unknown'],
  ['[2026-06-12 09:01:02] production.WARNING: slow {"user":7}', `${second}Z`, 'warn'],
  ['[2026-06-12T09:01:02,345][WARN ][o.e.c.r.a.DiskThresholdMonitor] [node-1] high disk watermark', `${second}.345Z`, 'warn'],
  ['[2026-06-12 09:01:02.345][1][critical][main] [source/server/server.cc:412] no', `${second}.345Z`, 'fatal'],
  ['[2026-06-12T07:01:02Z INFO  shop::cart] from env_logger', `${second}Z`, 'info'],
  ['\x1b[2m2026-06-12T07:01:02.345678Z\x1b[0m \x1b[33mWARN\x1b[0m \x1b[2mshop\x1b[0m: from tracing', `${second}.345678Z`, 'warn'],
  ['[09:01:02 INF] from Serilog', undefined, 'info'],
  ['2026-06-12 09:01:02.345 +02:00 [ERR] from Serilog', `${second}.345Z`, 'error'],
  ['2026-06-12 09:01:02.345678+02:00 [info] <0.222.0> from RabbitMQ', `${second}.345678Z`, 'info'],
  ['E0612 09:01:02.345678    1234 reflector.go:138] Failed to watch', `${second}.345678Z`, 'error'],
  ['I0612 09:01:02.345678       1 main.go:12] ok', `${second}.345678Z`, 'info'],
  ['W0612 09:01:02.345678       1 main.go:12] hm', `${second}.345678Z`, 'warn'],
  ['F20260612 09:01:02.345678  1 main.cc:12] no', `${second}.345678Z`, 'fatal'],
  ['06-12 09:01:02.345  1234  1250 E ActivityManager: from Android', `${second}.345Z`, 'error'],
  ['E, [2026-06-12T09:01:02.345678 #1234] ERROR -- : from Ruby', `${second}.345678Z`, 'error'],
  ['2026-06-12T07:01:02.345+0000 I NETWORK  [conn1] end connection 10.0.0.7:4000', `${second}.345Z`, 'info'],
  ['26/06/12 09:01:02 WARN NativeCodeLoader: from Spark', `${second}Z`, 'warn'],
  ['20260612T070102Z INFO x', `${second}Z`, 'info'],
  ['20260612-09:01:02.345 DEBUG x', `${second}.345Z`, 'debug'],
  ['Jun 12 09:01:02 host sshd[31]: error: no', `${second}Z`, 'error'],
  ['Jun  2 09:01:02 host cron[31]: (root) CMD', '2026-06-02T07:01:02Z', 'unknown'],
  ['<34>Jun 12 09:01:02 host su: failed', `${second}Z`, 'fatal'],
  ['<165>1 2026-06-12T09:01:02.345678+02:00 host app 12 ID47 - x', `${second}.345678Z`, 'info'],
  ['<12>Jun 12 09:01:02 host app: slow', `${second}Z`, 'warn'],
  ['[Fri Jun 12 09:01:02.345678 2026] [core:error] [pid 31] AH00037: no', `${second}.345678Z`, 'error'],
  ['[Fri Jun 12 09:01:02.345678 2026] [mpm_event:notice] [pid 31:tid 1] AH00489: up', `${second}.345678Z`, 'info'],
  ['Fri Jun 12 07:01:02 UTC 2026 done', `${second}Z`, 'unknown'],
  ['Fri, 12 Jun 2026 07:01:02 GMT x', `${second}Z`, 'unknown'],
  ['Jun 12, 2026 9:01:02 AM com.shop.Cart add', `${second}Z`, 'unknown'],
  ['Jun 12, 2026, 7:01:02 PM com.shop.Cart add', '2026-06-12T17:01:02Z', 'unknown'],
  ['12-Jun-2026 09:01:02.345 SEVERE [main] org.apache.catalina.core.X no', `${second}.345Z`, 'error'],
  ['[12-Jun-2026 07:01:02 UTC] PHP Warning:  Undefined variable $x in /a.php on line 3', `${second}Z`, 'warn'],
  ['[12-Jun-2026 09:01:02] NOTICE: fpm is running, pid 1', `${second}Z`, 'info'],
  ['1:M 12 Jun 2026 09:01:02.345 * Ready to accept connections', `${second}.345Z`, 'info'],
  ['1:M 12 Jun 2026 09:01:02.345 # WARNING overcommit_memory is set to 0', `${second}.345Z`, 'warn'],
  ['10.0.0.7 - - [12/Jun/2026:09:01:02 +0200] "GET / HTTP/1.1" 200 612', `${second}Z`, 'unknown'],
  ['shop.example.com 10.0.0.7 - bob [12/Jun/2026:09:01:02 +0200] "GET /ERROR HTTP/1.1" 404 0', `${second}Z`, 'unknown'],
  ['10.0.0.7:4000 [12/Jun/2026:09:01:02.345] http-in shop/web1 10/0/30/69/109 200 2750', `${second}.345Z`, 'unknown'],
  ['1781247662.345    109 10.0.0.7 TCP_MISS/200 612 GET http://x/ - DIRECT/10.0.0.8 text/html', `${second}.345Z`, 'unknown'],
  ['[1781247662345] [ERROR] x', `${second}.345Z`, 'error'],
  ['web-1  | 2026-06-12T07:01:02Z INFO from compose', `${second}Z`, 'info'],
  ['ERROR 2026-06-12T07:01:02Z x', `${second}Z`, 'error'],
  ['info: Microsoft.Hosting.Lifetime[0] Now listening', undefined, 'info'],
  ['fail: Shop.Cart[0] no', undefined, 'error'],
  ['WARNING:root:from Python', undefined, 'warn'],
  ['DEBUG    urllib3:connectionpool.py:228 Starting', undefined, 'debug'],
  ['npm ERR! code E404', undefined, 'error'],
  ['panic: runtime error: index out of range', undefined, 'fatal'],
  ['TypeError: x is not a function', undefined, 'error'],
  ['E/ActivityManager( 1234): no', undefined, 'unknown'],

  ['time=2026-06-12T07:01:02Z level=warn msg="slow"', `${second}Z`, 'warn'],
  ['time="2026-06-12T09:01:02+02:00" level=fatal msg="no ERROR here"', `${second}Z`, 'fatal'],
  ['ts=1781247662.345 level=error msg=x', `${second}.345Z`, 'error'],
  ['at=info method=GET path="/" status=200', undefined, 'unknown'],
  ['level=info ts=2026-06-12T07:01:02.345Z caller=main.go:12 msg="x"', `${second}.345Z`, 'info'],
  ['{"level":30,"time":1781247662345,"msg":"pino"}', `${second}.345Z`, 'info'],
  ['{"level":50,"time":1781247662345,"msg":"pino"}', `${second}.345Z`, 'error'],
  ['{"severity":"ERROR","timestamp":"2026-06-12T07:01:02.345Z","message":"x"}', `${second}.345Z`, 'error'],
  ['{"@timestamp":"2026-06-12T07:01:02.345Z","log.level":"debug"}', `${second}.345Z`, 'debug'],
  ['{"@timestamp":"2026-06-12T07:01:02.345Z","log":{"level":"WARN"},"message":"from ECS"}', `${second}.345Z`, 'warn'],
  ['{"@t":"2026-06-12T07:01:02.3456789Z","@m":"from Serilog","@l":"Fatal"}', `${second}.3456789Z`, 'fatal'],
  ['{"ts":1781247662,"lvl":"warn"}', `${second}Z`, 'warn'],
  ['{"level":"info","ts":1781247662.3456,"caller":"a.go:1","msg":"from zap"}', `${second}.3456Z`, 'info'],
  ['{"ts":1781247662345678,"level":"error"}', `${second}.345678Z`, 'error'],
  ['{"ts":"1781247662345678912","level":"error"}', `${second}.345678912Z`, 'error'],
  ['{"version":"1.1","host":"a","short_message":"GELF","timestamp":1781247662.345,"level":3}', `${second}.345Z`, 'error'],
  ['{"message":"Monolog","level":400,"level_name":"ERROR","datetime":"2026-06-12T09:01:02.345678+02:00"}', `${second}.345678Z`, 'error'],
  ['{"t":{"$date":"2026-06-12T07:01:02.345+00:00"},"s":"W","c":"NETWORK","msg":"MongoDB"}', `${second}.345Z`, 'warn'],
  ['{"instant":{"epochSecond":1781247662,"nanoOfSecond":45000000},"level":"WARN","message":"log4j"}', `${second}.045000000Z`, 'warn'],
  ['{"timeUnixNano":"1","severityNumber":17,"body":"OpenTelemetry"}', undefined, 'error'],
  ['{"PRIORITY":"4","MESSAGE":"journal"}', undefined, 'warn'],
  ['{"log":"2026-06-12T07:01:02Z ERROR x\\n","stream":"stderr"}', `${second}Z`, 'error'],
  ['2026-06-12T07:01:02.345Z\tERROR\tcart/add.go:12\tno stock\t{"sku": "a-1", "level": "x"}', `${second}.345Z`, 'error'],

  ['Traceback (most recent call last):', undefined, 'unknown'],
  ['    at com.shop.Cart.add(Cart.java:42)', undefined, 'unknown'],
  ['no error here, just prose about information', undefined, 'unknown'],
  ['certificate expires 2026-05-01 00:00:00 UTC', undefined, 'unknown'],
  ['backup of 2026-06-01T00:00:00Z is done', undefined, 'unknown'],
  ['2026-13-45T99:99:99Z nonsense', undefined, 'unknown'],
  ['2026-02-30T07:01:02Z there is no such day', undefined, 'unknown'],
  ['order 2026-06-12 is late', undefined, 'unknown'],
  ['{"level":"constructor","time":{},"msg":[]}', undefined, 'unknown'],
  ['[   12.345678] usb 1-1: new device', undefined, 'unknown'],
  ['', undefined, 'unknown'],
];

for (const [line, time, level] of formats) {
  test(`${JSON.stringify(line)} is of ${time ?? 'no time'}, ${level}`, () => {
    const parsed = parseLine(line, nowMs);
    assert.deepEqual([parsed.time, parsed.level], [time, level]);
  });
}

const timeOf = (line: string, now = nowMs) => parseLine(line, now).time;

test('a time without a zone is the host’s, also around the change of its clocks', () => {
  assert.equal(timeOf('2026-03-29 01:59:59 x'), '2026-03-29T00:59:59Z');
  assert.equal(timeOf('2026-03-29 03:00:00 x'), '2026-03-29T01:00:00Z');
});

test('of an hour that comes twice it is the one that is closer to now', () => {
  const line = '2025-10-26 02:30:00 x';
  assert.equal(timeOf(line, Date.parse('2025-10-26T00:30:01Z')), '2025-10-26T00:30:00Z');
  assert.equal(timeOf(line, Date.parse('2025-10-26T01:30:01Z')), '2025-10-26T01:30:00Z');
});

test('a time without a year is of the year that makes it closest to now', () => {
  const newYear = Date.parse('2026-01-01T00:00:30Z');
  assert.equal(timeOf('Dec 31 23:59:59 host x: y', newYear), '2025-12-31T22:59:59Z');
  assert.equal(timeOf('Jan  1 00:59:59 host x: y', newYear), '2025-12-31T23:59:59Z');
  assert.equal(timeOf('Feb 29 12:00:00 host x: y', Date.parse('2024-03-01T00:00:00Z')), '2024-02-29T11:00:00Z');
});

test('a time far from now is none', () => {
  assert.equal(timeOf('1970-01-02T00:00:00Z x'), undefined);
  assert.equal(timeOf('2031-01-02T00:00:00Z x'), undefined);
});

test('two times in a line: the first that may be its own', () => {
  assert.equal(timeOf('2026-06-12T07:01:02Z next run at 2026-06-12T09:00:00Z'), `${second}Z`);
});
