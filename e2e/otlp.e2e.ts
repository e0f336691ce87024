import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import type { LogRecord } from '#contract/logs.ts';
import { freePort } from '../engines/free-port.ts';
import { Pair, type PairOptions } from './logs/pair.ts';
import { eventually } from './whole/eventually.ts';

const soonMs = 30_000;

/** A pair that takes OTLP on a free port. */
async function listeningPair(options: PairOptions = {}): Promise<{ readonly pair: Pair; readonly url: string; metrics(): Promise<string> }> {
  const port = await freePort();
  const pair = await Pair.start({ ...options, inputs: { otlp: { host: '127.0.0.1', port } } });
  const metrics = async () => (await fetch(`http://127.0.0.1:${pair.readerPort}/metrics`)).text();
  await eventually('it listens', soonMs, async () => assert.match(await metrics(), /^sonde_log_source_up\{source="otlp"\} 1$/m));
  return { pair, url: `http://127.0.0.1:${port}/v1/logs`, metrics };
}

/** An application with OpenTelemetry's SDK. */
async function exported(count: number, url: string, protocol: string, compression: string): Promise<void> {
  const env = {
    ...process.env,
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: compression,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'otlp/exporter.ts'), String(count)], { env, stdio: 'inherit' });
  assert.deepEqual(await once(child, 'close'), [0, null]);
}

function told({ time, level, identity, attributes }: LogRecord): readonly unknown[] {
  return [time, level, identity, attributes];
}

for (const [protocol, compression] of [
  ['http/protobuf', 'none'],
  ['http/json', 'gzip'],
] as const) {
  test(`a thousand records of the SDK over ${protocol} are a thousand lines, with all they say`, async () => {
    const { pair, url } = await listeningPair();
    await using _ = pair;
    await exported(1000, url, protocol, compression);
    const lines = await eventually('all lines', soonMs, async () => {
      const found = await pair.all({ from: '0', order: 'oldest' });
      assert.equal(found.length, 1000);
      return found;
    });
    const common = { ratio: 0.5, paid: false, tags: '["a","b"]', 'http.request.header.authorization': '<redacted>' };
    const resource = {
      'service.name': 'shop',
      'service.version': '1.2.3',
      'deployment.environment.name': 'test',
      'otel.scope.name': 'orders',
      'otel.scope.version': '7',
    };
    for (const [number, line] of lines.entries()) {
      const isEven = number % 2 === 0;
      const text = `order ${number} was refused`;
      assert.equal(line.message, isEven ? text : JSON.stringify({ msg: text, tries: [1, 2] }));
      const { 'telemetry.sdk.language': _language, 'telemetry.sdk.name': _name, 'telemetry.sdk.version': _version, ...attributes } = line.attributes;
      const expected = { order: number, ...common, ...(isEven ? {} : { tries: '[1,2]' }), ...resource };
      const time = `2026-01-02T03:04:05.${123_456_789 + number}Z`;
      assert.deepEqual(told({ ...line, attributes }), [time, 'error', 'process:shop', expected]);
    }
  });
}

const json = { 'content-type': 'application/json' };
const record = (body: object) => JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [body] }] }] });

test('what cannot be taken is refused in words, and what is taken in part is told', async () => {
  const { pair, url, metrics } = await listeningPair();
  await using _ = pair;
  const post = async (body: string | Buffer, headers: Record<string, string> = json, to = url) => {
    const response = await fetch(to, { method: 'POST', headers, body: typeof body === 'string' ? body : new Uint8Array(body) });
    return [response.status, await response.text()] as const;
  };
  const cases: readonly (readonly [status: number, says: RegExp, body: string | Buffer, headers?: Record<string, string>])[] = [
    [415, /Content-Type has to be/, 'x', { 'content-type': 'text/plain' }],
    [415, /Content-Encoding has to be gzip/, '{}', { ...json, 'content-encoding': 'br' }],
    [400, /the body is no JSON/, '{'],
    [400, /the body is no gzip/, '{}', { ...json, 'content-encoding': 'gzip' }],
    [400, /resourceLogs is no list/, '{"resourceLogs":{}}'],
    [400, /ExportLogsServiceRequest/, 'nonsense', { 'content-type': 'application/x-protobuf' }],
    [400, /nested too deeply/, record({ body: JSON.parse(`${'{"arrayValue":{"values":['.repeat(40)}${']}}'.repeat(40)}`) })],
    [413, /more than 4194304 bytes/, ' '.repeat(5 << 20)],
    [413, /more than 4194304 bytes/, gzipSync(' '.repeat(5 << 20)), { ...json, 'content-encoding': 'gzip' }],
    [403, /pages in browsers/, '{}', { ...json, origin: 'https://elsewhere.example' }],
  ];
  for (const [status, says, body, headers] of cases) {
    const [answered, text] = await post(body, headers);
    assert.equal(answered, status, text);
    assert.match(text, says);
  }
  assert.equal((await post('{}', json, `${url}/else`))[0], 404);
  assert.equal((await fetch(url)).status, 405);
  assert.deepEqual(await post('{}'), [200, '{}']);
  const [status, text] = await post(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{}, { body: { stringValue: 'kept' } }] }] }] }));
  assert.deepEqual([status, JSON.parse(text)], [200, { partialSuccess: { rejectedLogRecords: 1, errorMessage: '1 records say nothing' } }]);
  await eventually('the one that is kept', soonMs, async () =>
    assert.deepEqual(
      (await pair.all({ from: '0' })).map(({ message }) => message),
      ['kept'],
    ),
  );
  await eventually('the count', soonMs, async () => assert.match(await metrics(), /^sonde_log_refused_total\{input="otlp",reason="too_large"\} 2$/m));
});

test('a record of a pod, with its trace, is that container’s; one that was taken is there after a kill', async () => {
  const { pair, url } = await listeningPair();
  await using _ = pair;
  const attributes = Object.entries({ 'service.name': 'shop', 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'api-1', 'k8s.container.name': 'app' });
  const body = JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: attributes.map(([key, stringValue]) => ({ key, value: { stringValue } })) },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: '1767323045123456789',
                severityNumber: 13,
                eventName: 'order.refused',
                traceId: '0AF7651916CD43DD8448EB211C80319C',
                spanId: 'b7ad6b7169203331',
                attributes: [{ key: 'big', value: { intValue: '9223372036854775807' } }],
              },
            ],
          },
        ],
      },
    ],
  });
  await pair.server.end('SIGKILL');
  assert.equal((await fetch(url, { method: 'POST', headers: json, body })).status, 200);
  await pair.reader.end('SIGKILL');
  await Promise.all([pair.startServer(), pair.reader.start()]);
  const [line] = await eventually('the line', soonMs, async () => {
    const found = await pair.all({ from: '0' });
    assert.equal(found.length, 1);
    return found;
  });
  assert.deepEqual(
    [line?.time, line?.level, line?.identity, line?.message],
    ['2026-01-02T03:04:05.123456789Z', 'warn', 'container:shop/api-1/app', 'order.refused'],
  );
  const { trace_id, span_id, big } = line?.attributes ?? {};
  assert.deepEqual([trace_id, span_id, big], ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331', '9223372036854775807']);
});

test('where the server takes nothing for so long that lines would be lost, a sender is asked to wait', async () => {
  const { pair, url, metrics } = await listeningPair({ spoolBytes: 2 << 20 });
  await using _ = pair;
  await pair.server.end('SIGKILL');
  let sent = 0;
  const busy = await eventually(
    'an answer that says so',
    soonMs,
    async () => {
      // What does not shrink, so that the spool is full soon.
      const text = Array.from({ length: 30_000 }, () => Math.random().toString(36)).join(' ');
      const response = await fetch(url, { method: 'POST', headers: json, body: record({ body: { stringValue: `${sent} ${text}` } }) });
      if (response.status === 200) sent += 1;
      assert.equal(response.status, 429);
      return response;
    },
    50,
  );
  assert.deepEqual([busy.headers.get('retry-after'), ((await busy.json()) as { message: string }).message], ['5', 'too many lines wait for the server']);
  await pair.startServer();
  await eventually('all that were taken', soonMs, async () => assert.equal((await pair.histogram({ from: '0' })).total, sent));
  assert.match(await metrics(), /^sonde_log_lost_lines_total\{reason="spool_full"\} 0$/m);
});
