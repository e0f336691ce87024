import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { decodedBody } from './body.ts';
import { requestRecords } from './request.ts';
import { UnreadableError } from './value.ts';

const nowMs = Date.parse('2026-06-12T08:00:00Z');
const numRuns = Number(process.env.PROPERTY_RUNS ?? 10_000);

/** The records, or the words with which it is refused: there is nothing else. */
function read(body: Buffer, format: 'protobuf' | 'json'): number {
  try {
    const { records, empty } = requestRecords(decodedBody(body, format), { nowMs, containerName: (name) => ({ name, namespace: '' }) });
    for (const { message } of records) assert.equal(typeof message, 'string');
    return records.length + empty;
  } catch (cause) {
    assert.ok(cause instanceof UnreadableError, String(cause));
    return -1;
  }
}

test('whatever bytes come, they are records or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('protobuf', 'json'), (bytes, format) => {
      read(Buffer.from(bytes), format);
    }),
    { numRuns },
  );
});

const anything = fc.anything({ maxDepth: 4, withBigInt: false, withDate: false });
const value = fc.oneof(
  anything,
  fc.record({ stringValue: fc.string() }),
  fc.record({ intValue: fc.oneof(fc.integer(), fc.string()) }),
  fc.record({ kvlistValue: fc.record({ values: anything }) }),
);
const record = fc.record(
  {
    timeUnixNano: fc.oneof(fc.string(), fc.integer(), fc.constant('1781247662345678901')),
    severityNumber: anything,
    severityText: fc.oneof(fc.string(), anything),
    body: value,
    attributes: fc.oneof(anything, fc.array(fc.record({ key: fc.string(), value }))),
    traceId: anything,
    eventName: fc.string(),
  },
  { requiredKeys: [] },
);

test('whatever stands where in a request, it is taken or refused as a whole', () => {
  const request = fc.array(record, { maxLength: 4 });
  fc.assert(
    fc.property(request, (logRecords) => {
      const counted = read(Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })), 'json');
      assert.ok(counted === -1 || counted === logRecords.length);
    }),
    { numRuns },
  );
});
