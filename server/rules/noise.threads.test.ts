import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fingerprintOf } from '../alerts/fingerprint.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { withHandled } from './handled.ts';
import { type Firing, noiseOf } from './noise.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const week = { fromMs: 0, toMs: 7 * day };
const firing = (key: string, from: number, minutes: number | null): Firing => ({
  key,
  fromMs: from * minute,
  toMs: minutes === null ? null : (from + minutes) * minute,
});

test('what never fired is calm, and so is what fired seldom and long', () => {
  assert.deepEqual(noiseOf([], week), { score: 0, says: 'it never fired in 7 d' });
  const { score, says } = noiseOf([firing('a', 0, 30), firing('b', 3000, 90), firing('a', 9000, null)], week);
  assert.equal(score, 0);
  assert.equal(says, 'it fired 3 times in 7 d, for 1.5 h at the median');
});

test('what is over before anybody looks, or comes again and again, is noise: the more of it, the more', () => {
  const flapping = (count: number) => Array.from({ length: count }, (_, index) => firing('a', index * 10, 2));
  const [few, many] = [noiseOf(flapping(3), week).score, noiseOf(flapping(100), week).score];
  assert.ok(few > 0.5 && few < many, `${few} ${many}`);
  assert.equal(many, 1);
  assert.match(noiseOf(flapping(3), week).says, /3 of them for less than 5 min; 2 within 30 min of the one before/);
});

test('the share that somebody silenced or looked after is told, by the alert and its time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-noise-'));
  const store = await sqliteStore({ path: join(folder, 'records.db'), maxBytes: 50e6, onMovedAside: () => [] });
  try {
    const toMs = Math.floor(Date.now() / minute) * minute;
    const labels = { alertname: 'Hot', node: 'a' };
    const record = (type: string, ms: number) => ({
      ...({ kind: 'event', node: 'a', severity: 'info', identity: '', object: 'Hot', reason: '', message: 'x', count: 1 } as const),
      ...{ id: `${type}-${ms}`, type, time: new Date(ms).toISOString(), fingerprint: `${type}-${ms}` },
      attributes: { 'alert.id': fingerprintOf({ cluster: 'test', ...labels }) },
    });
    await store.append([record('alert.acknowledged', toMs - 95 * minute), record('alert.fired', toMs - 15 * minute)]);
    const fired = {
      window: { fromMs: toMs - 7 * day, toMs },
      firings: [
        { key: 'a', labels, fromMs: toMs - 100 * minute, toMs: toMs - 90 * minute },
        { key: 'a', labels, fromMs: toMs - 20 * minute, toMs: toMs - 10 * minute },
        { key: 'b', labels: { ...labels, node: 'b' }, fromMs: toMs - 100 * minute, toMs: toMs - 90 * minute },
      ],
    };
    const { firings, window } = await withHandled(fired, store, { cluster: 'test' });
    assert.deepEqual(
      firings.map(({ isHandled }) => isHandled),
      [true, false, false],
    );
    assert.match(noiseOf(firings, window).says, /33 % were silenced or acknowledged$/);
  } finally {
    await store[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  }
});
