import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventMarks, isTelling } from './event-marks.ts';

const span = { fromMs: 0, toMs: 60_000 };
const event = (ms: number, severity: 'info' | 'warning' | 'error', type = 'tcp.connect_failed') => ({
  id: `${ms} ${severity}`,
  time: new Date(ms).toISOString(),
  type,
  severity,
  message: `${severity} at ${ms}`,
});
const marked = (...events: ReturnType<typeof event>[]) => eventMarks(events, span, 60).map(({ id, events: times }) => [id, times]);

test('events that lie on each other are one mark: the worst of them, or the newest; a deploy before what is no more than information', () => {
  assert.deepEqual(marked(event(30_500, 'warning'), event(30_100, 'error'), event(30_000, 'info'), event(5000, 'info')), [
    ['5000 info', 1],
    ['30100 error', 3],
  ]);
  assert.deepEqual(marked(event(900, 'warning'), event(100, 'warning')), [['900 warning', 2]]);
  assert.deepEqual(marked(event(900, 'info'), event(100, 'info', 'deploy')), [['100 info', 2]]);
});

test('what is outside of the axis has no mark, and there are never more than there is room for', () => {
  assert.deepEqual(marked(event(60_000, 'error'), event(-1, 'error')), []);
  const many = Array.from({ length: 5000 }, (_, index) => event(59_990 - index * 11, 'warning'));
  const marks = eventMarks(many, span, 60);
  assert.ok(marks.length <= 60);
  assert.equal(
    marks.reduce((sum, { events }) => sum + events, 0),
    5000,
  );
});

test('what is wrong and what was deployed is marked on every chart', () => {
  assert.deepEqual([event(0, 'warning'), event(0, 'info', 'deploy'), event(0, 'info')].map(isTelling), [true, true, false]);
});

test('a mark of an alert knows which', () => {
  const fired = { ...event(10_000, 'error', 'alert.fired'), attributes: { 'alert.id': '00ff' } };
  assert.equal(eventMarks([fired], span, 60)[0]?.alert, '00ff');
});
