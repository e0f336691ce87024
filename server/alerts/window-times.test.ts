import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTimeZone, openUntil, timesOf } from './window-times.ts';

const nightly = { weekdays: ['friday'] as ['friday'], from: '22:00', to: '02:00', timeZone: 'Europe/Berlin' };
const at = (text: string) => Date.parse(text);
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

test('a window over midnight is two times, the second on the next day', () => {
  assert.deepEqual(timesOf(nightly), [
    { weekdays: ['friday'], times: [{ start_time: '22:00', end_time: '24:00' }], location: 'Europe/Berlin' },
    { weekdays: ['saturday'], times: [{ start_time: '00:00', end_time: '02:00' }], location: 'Europe/Berlin' },
  ]);
  assert.equal(timesOf({ ...nightly, to: '00:00' }).length, 1);
  assert.equal(timesOf({ ...nightly, to: '23:00' }).length, 1);
});

test('a window is open in its own time zone, and says until when', () => {
  // A Friday in winter: Berlin is an hour ahead.
  assert.equal(openUntil(nightly, at('2026-01-30T20:59:59Z')), undefined);
  assert.equal(iso(openUntil(nightly, at('2026-01-30T21:00:30Z'))), '2026-01-31T01:00:00.000Z');
  assert.equal(iso(openUntil(nightly, at('2026-01-31T00:59:59Z'))), '2026-01-31T01:00:00.000Z');
  assert.equal(openUntil(nightly, at('2026-01-31T01:00:00Z')), undefined);
  assert.equal(openUntil(nightly, at('2026-01-30T00:30:00Z')), undefined, 'the night before it');
});

test('a time zone that the system does not know is refused', () => {
  assert.throws(() => checkTimeZone('Europe/Nowhere'), /there is no time zone/);
  checkTimeZone('UTC');
});
