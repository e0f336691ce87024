import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { lost } from '#contract/metrics.ts';
import { about, type Counted } from './counted.ts';
import { eventually } from './eventually.ts';
import { fromApi, inPrometheus, onMetrics, scraped } from './readings.ts';
import type { Sonde } from './sonde.ts';

/** Three times what is promised: a new series is there within 20 s, everywhere. */
export const arrivalMs = 60_000;
/** One sweep, one scrape, and a little. */
export const nextNumbersMs = 11_000;

export interface Expectation {
  /** Processes; every edge that one of them has is looked at, so that nothing may be counted elsewhere. */
  readonly of: readonly string[];
  /** Words of Counted, such as `bytes`; other counts are not looked at. */
  readonly about: readonly string[];
  readonly counts: Counted;
  /** What the agent's own counters say, where it has started again meanwhile. */
  readonly raw?: Counted;
  /** What the API says, where it tells one view of what both ends count. */
  readonly api?: Counted;
}

interface Reading {
  readonly place: string;
  readonly read: (sonde: Sonde, of: readonly string[]) => Promise<Counted>;
  readonly expected: (expectation: Expectation) => Counted;
}

const readings: readonly Reading[] = [
  { place: '/metrics', read: onMetrics, expected: ({ counts, raw = counts }) => raw },
  { place: 'Prometheus', read: inPrometheus, expected: ({ counts }) => counts },
  { place: 'the API', read: fromApi, expected: ({ counts, api = counts }) => api },
];

/** Holds when the agent's counters, the gains in Prometheus and the counts of the API become what is expected, all of them in time. */
export async function countsArrive(sonde: Sonde, expectation: Expectation): Promise<void> {
  const until = Date.now() + arrivalMs;
  for (const reading of readings) {
    const what = `the counts of ${expectation.of.join(' and ')} in ${reading.place}`;
    await eventually(what, Math.max(0, until - Date.now()), () => check(sonde, reading, expectation), 1000);
  }
}

/** Holds when they do, and still are when the next numbers have come. */
export async function countsExactly(sonde: Sonde, expectation: Expectation): Promise<void> {
  await countsArrive(sonde, expectation);
  await delay(nextNumbersMs);
  for (const reading of readings) await check(sonde, reading, expectation);
}

/** In words, of all that the agent watches. */
async function lossesOf(sonde: Sonde): Promise<string> {
  const losses = (await scraped(sonde)).filter(({ name, value }) => name === lost.name && value > 0);
  return losses.map(({ labels, value }) => `${labels.collector} ${labels.reason} ${value}`).join(', ') || 'nothing';
}

async function check(sonde: Sonde, { place, read, expected }: Reading, expectation: Expectation): Promise<void> {
  const { of, about: subjects } = expectation;
  const found = about(await read(sonde, of), subjects);
  const wanted = about(expected(expectation), subjects);
  if (!isDeepStrictEqual(found, wanted)) assert.deepEqual(found, wanted, `${of.join(' and ')} in ${place}; lost until now: ${await lossesOf(sonde)}`);
}
