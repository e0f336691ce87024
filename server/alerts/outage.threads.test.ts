import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Alert } from '#contract/alerts.ts';
import { alertOf } from '../fixtures/alert.ts';
import { sqliteAlerts } from '../store/alerts/sqlite-alerts.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { historyOf } from './history.ts';
import { keptAlerts } from './kept.ts';

const folder = mkdtempSync(join(tmpdir(), 'sonde-outage-'));
after(() => rmSync(folder, { recursive: true }));

const minuteMs = 60_000;
const startMs = Date.now() - 6 * 60 * minuteMs;
const at = (minutes: number) => new Date(startMs + minutes * minuteMs).toISOString();
const firingSince = (minutes: number) => [alertOf('1', { since: at(minutes) })];

interface Look {
  readonly minutes: number;
  readonly seen: readonly Alert[];
  /** Of a Prometheus that started of late, nobody can say what is over. */
  readonly isOver?: boolean;
}

/** Servers that look over what the ones before them kept. Since when the alert is on in the end, by whom it is looked after, and its history, oldest first. */
async function lived(lives: readonly (readonly Look[])[]) {
  const own = mkdtempSync(join(folder, 'one-'));
  await using records = await sqliteStore({ path: join(own, 'events.db'), maxBytes: 50e6, onMovedAside: () => [] });
  let alerts: readonly Alert[] = [];
  for (const looks of lives) {
    await using store = sqliteAlerts(join(own, 'kept.db'));
    const kept = await keptAlerts({ node: 'n', store, records, onLost: () => assert.fail(), onFailure: (error) => assert.ifError(error) });
    for (const { minutes, seen, isOver = true } of looks) {
      const joined = seen.map((alert) => ({ ...alert, acknowledged: kept.acknowledged.get(alert.id) ?? null }));
      alerts = kept.see(joined, () => isOver, startMs + minutes * minuteMs);
      await kept.stop();
    }
    for (const { id } of alerts) await kept.acknowledge(id, { who: 'eve', at: at(0), note: '' });
  }
  const { changes } = await historyOf(records, 24 * 60 * minuteMs, { limit: 100 });
  const minutesOf = (time: string) => (Date.parse(time) - startMs) / minuteMs;
  return {
    on: alerts.filter(({ state }) => state === 'firing').map(({ since, acknowledged }) => [minutesOf(since), acknowledged?.who ?? '']),
    history: changes.toReversed().map(({ what, at: time, note }) => [what, minutesOf(time), ...(note === null ? [] : [note])]),
  };
}

const notWatched = (from: number, to: number) => `nobody watched from ${at(from)} to ${at(to)}`;

test('an alert that fires before and after an outage of two hours is two, and the gap between them is told', async () => {
  const before = [{ minutes: 10, seen: firingSince(5) }];
  const after = [
    { minutes: 130, seen: [], isOver: false },
    { minutes: 131, seen: firingSince(131) },
  ];
  const history = [
    ['fired', 5],
    ['resolved', 10, notWatched(10, 130)],
    ['fired', 131],
  ];
  assert.deepEqual(await lived([before, after]), { on: [[131, '']], history });
  const atOnce = [{ minutes: 130, seen: firingSince(130) }];
  assert.deepEqual((await lived([before, atOnce])).on, [[130, '']], 'nor does who looked after the first look after the second');
});

test('none is over before it began, though the last look that was written down was before that', async () => {
  const before = [
    { minutes: 10, seen: [] },
    { minutes: 10.5, seen: firingSince(10.25) },
  ];
  const history = [
    ['fired', 10.25],
    ['resolved', 10.25, notWatched(10, 130)],
  ];
  assert.deepEqual(await lived([before, [{ minutes: 130, seen: [] }]]), { on: [], history });
  const lasting = [{ minutes: 130, seen: firingSince(10.25) }];
  assert.deepEqual(await lived([before, lasting]), { on: [[10.25, 'eve']], history: [['fired', 10.25]] });
});

test('after a short outage it is the same, as for Prometheus', async () => {
  const before = [{ minutes: 10, seen: firingSince(5) }];
  const after = [
    { minutes: 60, seen: [], isOver: false },
    { minutes: 61, seen: firingSince(61) },
  ];
  assert.deepEqual(await lived([before, after]), { on: [[5, 'eve']], history: [['fired', 5]] });
});

test('it is the same too where a Prometheus of somebody’s own kept watching, and says since when', async () => {
  const looks = [{ minutes: 10, seen: firingSince(5) }];
  assert.deepEqual(await lived([looks, [{ minutes: 130, seen: firingSince(5) }]]), { on: [[5, 'eve']], history: [['fired', 5]] });
});

test('an outage that could not be written down is found again, and told once', async () => {
  const own = mkdtempSync(join(folder, 'one-'));
  await using records = await sqliteStore({ path: join(own, 'events.db'), maxBytes: 50e6, onMovedAside: () => [] });
  const looks = [10, 130, 131].map((minutes) => ({ minutes, seen: minutes === 10 ? firingSince(5) : [] }));
  for (const { minutes, seen } of looks) {
    await using store = sqliteAlerts(join(own, 'kept.db'));
    // The disk is full in the second life, after the history was told.
    const change: typeof store.change = async (kind, what) => {
      if (minutes === 130) throw new Error('disk full');
      await store.change(kind, what);
    };
    const kept = await keptAlerts({ node: 'n', store: { ...store, change }, records, onLost: () => assert.fail(), onFailure: () => undefined });
    kept.see(seen, () => true, startMs + minutes * minuteMs);
    await kept.stop();
  }
  const { changes } = await historyOf(records, 24 * 60 * minuteMs, { limit: 100 });
  assert.deepEqual(
    changes.toReversed().map(({ what, at: time }) => [what, (Date.parse(time) - startMs) / minuteMs]),
    [
      ['fired', 5],
      ['resolved', 10],
    ],
  );
});
