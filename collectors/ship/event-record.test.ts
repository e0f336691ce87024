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
  object: 'process:nginx port 80',
  reason: 'refused',
  count: 3,
  message: 'curl was refused by nginx:80',
  attributes: { 'server.port': 80, 'error.type': 'refused' },
};

test('an event becomes the same record each time, and another event another', () => {
  const record = eventRecord('n1', event);
  assert.equal(record.identity, 'process:curl');
  assert.equal(record.time, '2026-01-02T03:04:05.678Z');
  assert.deepEqual(eventRecord('n1', { ...event, attributes: { 'error.type': 'refused', 'server.port': 80 } }).id, record.id);
  assert.deepEqual([record.object, record.reason, record.count], ['process:nginx port 80', 'refused', 3]);
  const others = [
    eventRecord('n2', event),
    eventRecord('n1', { ...event, at: new Date(0) }),
    eventRecord('n1', { ...event, attributes: { 'server.port': 81 } }),
  ];
  assert.equal(new Set([record, ...others].map(({ id }) => id)).size, 4);
});

test('what happens again has the same fingerprint, whenever and however it is told; what is told apart has its own', () => {
  const { fingerprint } = eventRecord('n1', event);
  assert.equal(eventRecord('n1', { ...event, at: new Date(0), message: 'again', attributes: {} }).fingerprint, fingerprint);
  const others = [
    eventRecord('n2', event),
    ...[{ type: 'other' }, { identity: { ...event.identity, name: 'wget' } as const }, { object: 'another' }, { reason: 'timeout' }, { apart: '4711' }].map(
      (changed) => eventRecord('n1', { ...event, ...changed } as NodeEvent),
    ),
  ];
  assert.equal(new Set([fingerprint, ...others.map((one) => one.fingerprint)]).size, 7);
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
