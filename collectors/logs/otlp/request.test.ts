import assert from 'node:assert/strict';
import test from 'node:test';
import { decodedBody } from './body.ts';
import { type RequestRecords, requestRecords } from './request.ts';

const nowMs = Date.parse('2026-06-12T08:00:00Z');
const id = 'ab'.repeat(32);

function read(request: object): RequestRecords {
  const containerName = (of: string) => ({ name: `name of ${of.slice(0, 4)}`, namespace: '' });
  return requestRecords(request, { nowMs, containerName });
}

const ofResource = (attributes: Readonly<Record<string, string>>) =>
  read({
    resourceLogs: [
      {
        resource: { attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })) },
        scopeLogs: [{ logRecords: [{ body: { stringValue: 'x' } }] }],
      },
    ],
  }).records[0];

const ofRecord = (record: object) => read({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }).records[0];

test('who wrote a record is as it is named elsewhere', () => {
  const pod = { 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'api-1' };
  assert.equal(ofResource({ ...pod, 'k8s.container.name': 'app', 'service.name': 'shop' })?.identity, 'container:shop/api-1/app');
  assert.equal(ofResource(pod)?.identity, 'container:shop/api-1');
  assert.equal(ofResource({ 'container.id': id, 'service.name': 'shop' })?.identity, 'container:name of abab');
  assert.equal(ofResource({ 'container.id': '../../etc', 'service.name': 'shop' })?.identity, 'process:shop');
  assert.equal(ofResource({ 'container.name': 'db', 'container.id': id })?.identity, 'container:db');
  assert.equal(ofResource({ 'service.name': 'unknown_service:node' })?.identity, 'process:node');
  assert.equal(ofResource({})?.identity, '');
});

test('the severity, the time and the body are read in all their forms', () => {
  const levels = [1, 4, 5, 9, 13, 17, 21, 24].map((severityNumber) => ofRecord({ severityNumber, body: { stringValue: 'x' } })?.level);
  assert.deepEqual(levels, ['trace', 'trace', 'debug', 'info', 'warn', 'error', 'fatal', 'fatal']);
  assert.equal(ofRecord({ severityText: 'Warning', body: { stringValue: 'x' } })?.level, 'warn');
  assert.equal(ofRecord({ body: { stringValue: 'x' } })?.level, undefined);
  const time = (record: object) => ofRecord({ body: { stringValue: 'x' }, ...record })?.time;
  assert.equal(time({ timeUnixNano: '1781247662345678901' }), '2026-06-12T07:01:02.345678901Z');
  // JSON’s numbers do not hold nanoseconds.
  assert.equal(time({ timeUnixNano: Number('1781247662345678901') }), '2026-06-12T07:01:02.345678Z');
  assert.equal(time({ timeUnixNano: '0', observedTimeUnixNano: '1781247662000000000' }), '2026-06-12T07:01:02.000000000Z');
  assert.equal(time({ timeUnixNano: '9' }), undefined);
  const body = (value: object) => ofRecord({ body: value, attributes: [{ key: 'a', value: { intValue: 1 } }] })?.message;
  assert.equal(body({ kvlistValue: { values: [{ key: '__proto__', value: { boolValue: true } }] } }), '{"__proto__":true}');
  assert.equal(body({ arrayValue: { values: [{ intValue: '1' }, { doubleValue: 2.5 }, {}] } }), '[1,2.5,null]');
  assert.equal(body({ bytesValue: 'aGk=' }), 'aGk=');
  assert.equal(body({}), '');
});

test('nested attributes have names with points', () => {
  const value = {
    kvlistValue: {
      values: [
        { key: 'status', value: { intValue: '200' } },
        { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'a' }] } } },
      ],
    },
  };
  assert.deepEqual(
    [...(ofRecord({ attributes: [{ key: 'http', value }] })?.fields ?? [])],
    [
      ['http.status', 200],
      ['http.tags', '["a"]'],
    ],
  );
});

test('a record that says nothing is told, and one that is too long is cut', () => {
  const { records, empty, cut } = read({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{}, { body: { stringValue: 'x'.repeat(2 << 20) } }, { eventName: 'e' }] }] }],
  });
  assert.deepEqual([records.map(({ message }) => message.length), empty, cut], [[1 << 20, 1], 1, 1]);
});

test('protobuf by its numbers: the bytes of a request that another encoder wrote', () => {
  // resource_logs { scope_logs { log_records { time_unix_nano, severity_number: 17, body: "hi", attributes { k: 7 }, trace_id, span_id } } }
  const record = [
    ...[0x09, ...time64(1_781_247_662_345_678_901n)],
    ...[0x10, 17],
    ...[0x2a, 4, 0x0a, 2, 0x68, 0x69],
    ...[0x32, 7, 0x0a, 1, 0x6b, 0x12, 2, 0x18, 7],
    ...[0x4a, 16, ...Array(16).fill(0xab)],
    ...[0x52, 8, ...Array(8).fill(0xcd)],
  ];
  const scope = [0x12, record.length, ...record];
  const resource = [0x12, scope.length, ...scope];
  const [line] = read(decodedBody(Buffer.from([0x0a, resource.length, ...resource]), 'protobuf')).records;
  assert.deepEqual(
    [line?.time, line?.level, line?.message, [...(line?.fields ?? [])], line?.trace],
    ['2026-06-12T07:01:02.345678901Z', 'error', 'hi', [['k', 7]], { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) }],
  );
});

function time64(nanoseconds: bigint): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(nanoseconds);
  return [...bytes];
}
