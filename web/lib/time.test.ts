import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ago,
  bounds,
  clock,
  clockSeconds,
  fromInput,
  partlyTold,
  partlyWatched,
  ranges,
  readTime,
  span,
  stamp,
  type TimeScope,
  toInput,
  windowLabel,
  windowOf,
  writeTime,
} from './time.ts';

const now = Date.parse('2026-03-01T14:18:23.400Z');
const scopes: TimeScope[] = [
  { kind: 'live', range: '15m' },
  { kind: 'live', range: '7d' },
  { kind: 'paused', range: '30m', to: '2026-03-01T14:18:20.000Z' },
  { kind: 'fixed', from: '2026-02-28T10:00:00.000Z', to: '2026-02-28T11:00:00.000Z' },
];

test('the time survives the URL', () => {
  for (const scope of scopes) {
    assert.deepEqual(readTime(new URLSearchParams(writeTime(scope))), scope);
  }
});

test('a mangled URL shows the default window', () => {
  for (const query of ['range=9y', 'to=yesterday', 'from=2026-01-01T00:00:00Z']) {
    assert.deepEqual(readTime(new URLSearchParams(query)), { kind: 'live', range: '15m' }, query);
  }
  assert.equal(readTime(new URLSearchParams('from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')).kind, 'paused');
});

test('every range reaches back from its end', () => {
  for (const { id, seconds } of ranges) {
    const { fromMs, toMs } = bounds({ kind: 'live', range: id }, now);
    assert.equal(toMs - fromMs, seconds * 1000);
  }
});

test('live windows of the same five seconds are the same question', () => {
  assert.deepEqual(windowOf({ kind: 'live', range: '1h' }, now), windowOf({ kind: 'live', range: '1h' }, now + 1500));
  assert.deepEqual(windowOf({ kind: 'live', range: '15m' }, now), {});
  assert.deepEqual(windowOf({ kind: 'paused', range: '5m', to: '2026-03-01T14:18:21.000Z' }, now), {
    from: '2026-03-01T14:13:21.000Z',
    to: '2026-03-01T14:18:21.000Z',
  });
});

test('clocks read in the chosen zone', () => {
  assert.equal(clock(now, 'UTC'), '14:18');
  assert.equal(clockSeconds(now, 'UTC'), '14:18:23');
  assert.equal(stamp(now, 'UTC'), '2026-03-01 14:18:23 UTC');
  assert.equal(clock(now, 'local'), new Date(now).toTimeString().slice(0, 5));
});

test('a window names its days only where they are not today', () => {
  assert.equal(windowLabel(now - 1_800_000, now, now, 'UTC'), '13:48–14:18');
  assert.equal(windowLabel(now - 86_400_000, now, now, 'UTC'), '02-28 14:18 – 03-01 14:18');
  assert.equal(windowLabel(now - 90_000_000, now - 88_000_000, now, 'UTC'), '02-28 13:18–13:51');
});

test('spans have at most two units', () => {
  assert.deepEqual([0, 8, 59.6, 60, 125, 3600, 11_520, 367_200].map(span), [
    '0\u202fs',
    '8\u202fs',
    '1\u202fmin',
    '1\u202fmin',
    '2\u202fmin',
    '1\u202fh',
    '3\u202fh 12\u202fmin',
    '4\u202fd 6\u202fh',
  ]);
  assert.equal(ago(now + 3000, now), 'now');
  assert.equal(ago(now - 8000, now), '8\u202fs ago');
});

test('a moment survives its input field', () => {
  for (const zone of ['UTC', 'local'] as const) {
    assert.equal(fromInput(toInput(now, zone), zone), Math.floor(now / 60_000) * 60_000);
  }
});

test('where only the last flows of a window were read, the map says of how long', () => {
  const window = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T06:00:00Z' };
  assert.equal(partlyTold(window), undefined);
  const said = partlyTold({ ...window, flowsSince: '2026-01-01T04:00:00Z' });
  assert.equal(said?.replaceAll('\u202f', ' '), 'Dotted lines count the last 2 h of 6 h: there is more than can be read');
});

test('rates over a part of the window say so; where nearly all or nothing of it was watched there is nothing to say', () => {
  const window = { from: '2026-03-01T14:00:00Z', to: '2026-03-01T14:15:00Z' };
  const said = (watchedSeconds: number) => partlyWatched({ ...window, watchedSeconds })?.replaceAll('\u202f', ' ');
  assert.equal(said(125), 'Rates are over the 2 min of 15 min that were watched');
  assert.deepEqual([0, 830, 900].map(said), [undefined, undefined, undefined]);
});
