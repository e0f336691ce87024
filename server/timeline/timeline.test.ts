import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Record } from '#contract/record.ts';
import { marksOf } from './marks.ts';
import { stepsOf, valuesOf } from './steps.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const at = (ms: number) => new Date(ms).toISOString();

test('steps are of a length that a person counts in, at most 200, on multiples of it', () => {
  for (const [hours, stepSeconds, count] of [
    [1, 30, 120],
    [3, 60, 180],
    [24, 600, 144],
    [24 * 7, 3600, 168],
    [24 * 15, 7200, 180],
  ] as const) {
    const steps = stepsOf({ fromMs: 1_700_000_001_000, toMs: 1_700_000_001_000 + hours * hourMs }, 5);
    assert.deepEqual([steps.stepSeconds, steps.count], [stepSeconds, count], `${hours} h`);
    assert.equal(steps.startMs % (stepSeconds * 1000), 0);
    assert.equal(steps.endMs, steps.startMs + (count - 1) * stepSeconds * 1000);
  }
});

test('a step holds three scrapes, however short the span', () => {
  assert.equal(stepsOf({ fromMs: 0, toMs: 5 * minuteMs }, 15).stepSeconds, 60);
  assert.equal(stepsOf({ fromMs: 0, toMs: 1000 }, 5).count, 1);
});

test('a step without a value is a gap, and so is one that is no number', () => {
  const steps = stepsOf({ fromMs: 0, toMs: minuteMs }, 5);
  assert.deepEqual(valuesOf(steps, { atMs: [15_000, 45_000, 60_000], values: [1, 0, Number.NaN] }), [1, null, 0, null]);
  assert.deepEqual(valuesOf(steps, undefined), [null, null, null, null]);
});

const event = (ms: number, severity: Record['severity'], message: string): Record => ({
  id: `event-${ms}-${severity}`,
  kind: 'event',
  time: at(ms),
  node: 'a',
  type: 'tcp.connect_failed',
  severity,
  identity: '',
  object: '',
  reason: '',
  message,
  attributes: {},
  fingerprint: 'same',
  count: 1,
});

test('events of one severity in one step are one mark, told by the latest', () => {
  const newestFirst = [
    event(130_000, 'info', 'agent'),
    event(50_000, 'warning', 'late'),
    event(40_000, 'error', 'broken'),
    { ...event(30_000, 'warning', 'early'), count: 3 },
  ];
  assert.deepEqual(marksOf(newestFirst, 60), [
    { at: at(40_000), severity: 'error', message: 'broken', events: 1 },
    { at: at(50_000), severity: 'warning', message: 'late', events: 4 },
    { at: at(130_000), severity: 'info', message: 'agent', events: 1 },
  ]);
});
