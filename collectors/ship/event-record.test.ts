import assert from 'node:assert/strict';
import test from 'node:test';
import { Value } from 'typebox/value';
import { Record as EventRecord } from '#contract/record.ts';
import { eventRecord, type NodeEvent } from './event-record.ts';

const event: NodeEvent = {
  at: new Date('2026-01-02T03:04:05.678Z'),
  type: 'tcp.connect_failed',
  severity: 'warning',
  identity: { kind: 'process', name: 'curl', namespace: '' },
  message: 'curl was refused by nginx:80',
  attributes: { 'server.port': 80, 'error.type': 'refused' },
};

test('an event becomes the same record each time, and another event another', () => {
  const record = eventRecord('n1', event);
  assert.equal(record.identity, 'process:curl');
  assert.equal(record.at, '2026-01-02T03:04:05.678Z');
  assert.deepEqual(eventRecord('n1', { ...event, attributes: { 'error.type': 'refused', 'server.port': 80 } }).id, record.id);
  const others = [
    eventRecord('n2', event),
    eventRecord('n1', { ...event, at: new Date(0) }),
    eventRecord('n1', { ...event, attributes: { 'server.port': 81 } }),
  ];
  assert.equal(new Set([record, ...others].map(({ id }) => id)).size, 4);
});

test('whatever an event holds, its record satisfies the contract', () => {
  const attributes = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${'k'.repeat(200)}${n}`, 'v'.repeat(9000)]));
  const long = {
    ...event,
    type: 't'.repeat(100),
    message: '\ud800'.repeat(5000),
    identity: { kind: 'process', name: 'p'.repeat(999), namespace: '' } as const,
  };
  const records = [event, { ...long, attributes }, { ...long, attributes: { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, one: 1 } }].map((one) =>
    eventRecord('n1', one),
  );
  for (const record of records) assert.ok(Value.Check(EventRecord, JSON.parse(JSON.stringify(record))));
  assert.deepEqual(records[2]?.attributes, { one: 1 });
});
