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

/** Each looks as a server of its own, over what the ones before it kept. Since when the alert is on in the end, and its history, oldest first. */
async function lived(looks: readonly Look[]) {
  const own = mkdtempSync(join(folder, 'one-'));
  await using records = await sqliteStore({ path: join(own, 'events.db'), maxBytes: 50e6, onMovedAside: () => [] });
  let alerts: readonly Alert[] = [];
  for (const { minutes, seen, isOver = true } of looks) {
    await using store = sqliteAlerts(join(own, 'kept.db'));
    const kept = await keptAlerts({ node: 'n', store, records, onLost: () => assert.fail(), onFailure: (error) => assert.ifError(error) });
    alerts = kept.see(seen, () => isOver, startMs + minutes * minuteMs);
    await kept.stop();
  }
  const { changes } = await historyOf(records, 24 * 60 * minuteMs, { limit: 100 });
  const minutesOf = (time: string) => Math.round((Date.parse(time) - startMs) / minuteMs);
  return {
    on: alerts.filter(({ state }) => state === 'firing').map(({ since }) => minutesOf(since)),
    history: changes.toReversed().map(({ what, at: time, note }) => [what, minutesOf(time), ...(note === null ? [] : [note])]),
  };
}

const notWatched = `nobody watched from ${at(10)} to ${at(130)}`;

test('an alert that fires before and after an outage of two hours is two, and the gap between them is told', async () => {
  const looks = [
    { minutes: 10, seen: firingSince(5) },
    { minutes: 130, seen: [], isOver: false },
    { minutes: 131, seen: firingSince(131) },
  ];
  assert.deepEqual(await lived(looks), {
    on: [131],
    history: [
      ['fired', 5],
      ['resolved', 10, notWatched],
      ['fired', 131],
    ],
  });
});

test('after a short outage it is the same, as for Prometheus', async () => {
  const looks = [
    { minutes: 10, seen: firingSince(5) },
    { minutes: 60, seen: [], isOver: false },
    { minutes: 61, seen: firingSince(61) },
  ];
  assert.deepEqual(await lived(looks), { on: [5], history: [['fired', 5]] });
});

test('it is the same too where a Prometheus of somebody’s own kept watching, and says since when', async () => {
  const looks = [
    { minutes: 10, seen: firingSince(5) },
    { minutes: 130, seen: firingSince(5) },
  ];
  assert.deepEqual(await lived(looks), { on: [5], history: [['fired', 5]] });
});
