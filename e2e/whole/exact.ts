import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { about, type Counted } from './counted.ts';
import { eventually } from './eventually.ts';
import { fromApi, inPrometheus, onMetrics } from './readings.ts';
import type { Sonde } from './sonde.ts';

/** Three times what is promised: a new series is there within 20 s. */
export const arrivalMs = 60_000;
/** One sweep, one scrape, and a little. */
export const nextNumbersMs = 11_000;

const readings = [
  { place: '/metrics', read: onMetrics },
  { place: 'Prometheus', read: inPrometheus },
  { place: 'the API', read: fromApi },
];

export interface Expectation {
  /** Processes; every edge that one of them has is looked at, so that nothing may be counted elsewhere. */
  readonly of: readonly string[];
  /** Words of Counted, such as `bytes`; other counts are not looked at. */
  readonly about: readonly string[];
  readonly counts: Counted;
  /** What the agent's own counters say, where it has started again meanwhile. */
  readonly raw?: Counted;
}

/**
 * Holds when the agent's counters, the gains in Prometheus and the counts of the API become what is expected, and still
 * are when the next numbers have come.
 */
export async function countsExactly(sonde: Sonde, { of, about: subjects, counts, raw = counts }: Expectation): Promise<void> {
  const check = async ({ place, read }: (typeof readings)[number]) => {
    const expected = read === onMetrics ? raw : counts;
    assert.deepEqual(about(await read(sonde, of), subjects), about(expected, subjects), `${of.join(' and ')} in ${place}`);
  };
  for (const reading of readings) await eventually(`the counts of ${of.join(' and ')} in ${reading.place}`, arrivalMs, () => check(reading), 1000);
  await delay(nextNumbersMs);
  for (const reading of readings) await check(reading);
}
