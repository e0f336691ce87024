import assert from 'node:assert/strict';
import test from 'node:test';
import { Patterns } from '../patterns/patterns.ts';
import { type LineRecord, RecordWriter } from './record-writer.ts';

const readMs = Date.parse('2026-06-12T08:00:00Z');
const nothing = () => {};

function written(record: LineRecord): Record<string, unknown> {
  const writer = new RecordWriter({ lines: nothing, lost: nothing, odd: nothing }, new Patterns());
  return JSON.parse(writer.write(record, { lines: 1, bytes: 1, readMs }));
}

test('what its source says of a line holds, whatever the line says', () => {
  const record = written({
    source: '"kmsg"',
    identity: 'container:shop/api',
    time: '2026-06-12T07:00:00Z',
    level: 'warn',
    attributes: { 'k8s.pod.name': 'api-1', number: 7, url: 'postgres://shop:hunter2@db/shop' },
    message: '{"time":"2026-06-12T01:00:00Z","level":"error","k8s.pod.name":"mine","took":3}',
  });
  assert.deepEqual([record.time, record.level, record.identity, record.source], ['2026-06-12T07:00:00Z', 'warn', 'container:shop/api', 'kmsg']);
  assert.deepEqual(record.attributes, { 'k8s.pod.name': 'api-1', took: 3, number: 7, url: 'postgres://shop:<redacted>@db/shop' });
});

test('a line that says nothing has the time at which it was read', () => {
  const { time, level, attributes } = written({ source: '"a"', message: 'hello' });
  assert.deepEqual([time, level, attributes], ['2026-06-12T08:00:00.000Z', 'unknown', undefined]);
});
