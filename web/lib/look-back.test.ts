import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byKey, endingAt, stepped, stripOf, ticksOf } from './look-back.ts';
import type { TimeScope } from './time.ts';

const nowMs = Date.parse('2026-03-01T14:18:20.000Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const live: TimeScope = { kind: 'live', range: '30m' };
const paused = (to: string): TimeScope => ({ kind: 'paused', range: '30m', to });
const fixed = (from: string, to: string): TimeScope => ({ kind: 'fixed', from, to });

test('beside half an hour lie six hours that end now, and stay the same until there is another point to draw', () => {
  const strip = stripOf(live, nowMs);
  assert.equal(strip.toMs - strip.fromMs, 6 * hourMs);
  assert.ok(strip.toMs <= nowMs && nowMs - strip.toMs < 2 * minuteMs);
  assert.equal(strip.leastMs - strip.fromMs, 30 * minuteMs);
  assert.deepEqual(stripOf(live, strip.toMs + minuteMs), strip);
});

test('a window within its reach leaves the strip where it is; an older one moves it by quarters', () => {
  const ends = stripOf(live, nowMs).toMs;
  assert.equal(stripOf(paused('2026-03-01T10:00:00Z'), nowMs).toMs, ends);
  const old = stripOf(paused('2026-02-28T10:00:00Z'), nowMs);
  assert.ok(old.fromMs < Date.parse('2026-02-28T09:30:00Z') && old.toMs > Date.parse('2026-02-28T10:00:00Z'));
  assert.deepEqual(stripOf(paused('2026-02-28T10:20:00Z'), nowMs), old);
});

test('a window of any length has a strip at least twice as long', () => {
  for (const days of [0.001, 0.5, 3, 12]) {
    const { fromMs, toMs } = stripOf(fixed(new Date(nowMs - days * 24 * hourMs).toISOString(), new Date(nowMs).toISOString()), nowMs);
    assert.ok(toMs - fromMs >= 2 * days * 24 * hourMs, `${days} days`);
  }
});

test('moving to another moment holds the window there and keeps its length; the present follows the clock again', () => {
  assert.deepEqual(endingAt(live, nowMs - hourMs, nowMs), paused('2026-03-01T13:18:20.000Z'));
  assert.deepEqual(endingAt(paused('2026-03-01T13:18:20.000Z'), nowMs - 1000, nowMs), live);
  const odd = fixed('2026-03-01T12:00:00.000Z', '2026-03-01T12:07:00.000Z');
  assert.deepEqual(endingAt(odd, Date.parse('2026-03-01T13:00:00Z'), nowMs), fixed('2026-03-01T12:53:00.000Z', '2026-03-01T13:00:00.000Z'));
  assert.deepEqual(endingAt(odd, nowMs + hourMs, nowMs), fixed('2026-03-01T14:11:20.000Z', '2026-03-01T14:18:20.000Z'));
  assert.deepEqual(endingAt(fixed('2026-03-01T12:00:00Z', '2026-03-01T12:30:00Z'), nowMs, nowMs), live);
});

test('a step is as long as it says, never beyond the strip, and past its end is now', () => {
  const strip = stripOf(live, nowMs);
  const at = (text: string) => Date.parse(`2026-03-01T${text}Z`);
  assert.equal(stepped(strip, nowMs, -1, nowMs), at('14:13:20'));
  assert.equal(stepped(strip, at('14:13:20'), -1, nowMs), at('14:08:20'));
  assert.equal(stepped(strip, at('14:12:00'), 1, nowMs), at('14:17:00'));
  assert.equal(stepped(strip, at('14:15:00'), 1, nowMs), nowMs);
  assert.equal(stepped(strip, strip.leastMs + minuteMs, -12, nowMs), strip.leastMs);
  assert.equal(stepped(strip, strip.leastMs, -1, nowMs), strip.leastMs);
});

test('keys: arrows one step, pages six, Home as far back as the strip shows, End now, others nothing', () => {
  const strip = stripOf(live, nowMs);
  const at = (text: string) => Date.parse(`2026-03-01T${text}Z`);
  const to = (key: string) => byKey(key, strip, at('13:00:00'), nowMs);
  assert.deepEqual(['ArrowLeft', 'ArrowUp', 'PageDown', 'PageUp'].map(to), [at('12:55:00'), at('13:05:00'), at('12:30:00'), at('13:30:00')]);
  assert.deepEqual(['Home', 'End', 'a'].map(to), [strip.leastMs, nowMs, undefined]);
});

test('ticks are whole hours, days by their date, and few enough to read', () => {
  const labels = (hours: number, most: number) => ticksOf({ fromMs: nowMs - hours * hourMs, toMs: nowMs }, most, 'UTC').map(({ label }) => label);
  assert.deepEqual(labels(6, 6), ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00']);
  assert.deepEqual(labels(6, 3), ['10:00', '12:00', '14:00']);
  assert.deepEqual(labels(72, 4), ['02-27', '02-28', '03-01']);
});
