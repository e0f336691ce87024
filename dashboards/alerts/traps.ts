import { hostFilesystem } from '#contract/host-metrics.ts';
import { collectorUp } from '#contract/metrics.ts';
import { targetUp } from '#contract/prometheus-metrics.ts';
import { type Alert, firesBy } from './alert.ts';
import type { Case, Row, Trap } from './cases.ts';
import { secondsOf } from './pace.ts';
import { absurd, always, samplesOf } from './samples.ts';

const isCounter = (name: string) => name.endsWith('_total');
/** What rules write; the tests of the recording rules start again what those count. ALERTS are Prometheus’s own. */
const isWritten = (name: string) => name.startsWith('sonde:') || name === 'ALERTS';
/** 0 or 1, so that no sample of them is impossible. */
const states = new Set([collectorUp, hostFilesystem.readOnly, targetUp].map(({ name }) => name));
const isLevel = (name: string) => name.endsWith(':p99') || !(isCounter(name) || isWritten(name) || states.has(name));

/** Each with the rules that can be taken in by it. */
const arises: readonly (readonly [trap: Trap, of: (alert: Alert) => boolean])[] = [
  // Of something that may not happen even once there is nothing close to it.
  ['close to the threshold', ({ threshold, is }) => threshold !== 0 && is !== '=='],
  ['counter reset', (alert) => firesBy(alert).some(isCounter)],
  ['missing series', (alert) => firesBy(alert).length > 0],
  ['impossible sample', (alert) => firesBy(alert).some(isLevel)],
  ['partly lost data', (alert) => firesBy(alert).length > 0],
];

/** The traps that a rule has to stand, by what it reads and by what it compares. */
export const trapsOf = (alert: Alert): Trap[] => arises.filter(([, isOf]) => isOf(alert)).map(([trap]) => trap);

type Samples = ReturnType<typeof samplesOf>;

const nameOf = ({ series }: Row) => series.slice(0, series.indexOf('{'));
const isThere = (sample: Samples[number]) => sample !== undefined;
const goesBack = (samples: Samples) => samples.filter(isThere).some((sample, at, all) => sample < (all[at - 1] ?? 0));
/** It goes on after one, perhaps when the case is over. */
function hasHole(samples: Samples, all: Samples): boolean {
  const lost = samples.findIndex((sample, at) => !isThere(sample) && isThere(samples[at - 1]));
  return lost >= 0 && all.slice(lost).some(isThere);
}
const isWhole = (samples: Samples) => isThere(samples[0]) && isThere(samples.at(-1));
/** Some of what a case has, and nothing else. */
const isPartOf = (some: readonly Row[], { given }: Case) =>
  some.length < given.length && some.every(({ series }) => given.some((row) => row.series === series));
const isWrong = (sample: Samples[number]) => sample === undefined || sample <= 0 || sample >= absurd;

/** Whether what a case gives a rule is the trap that the case says that it is; what is close to the threshold is for promtool to say. */
export function isTrap(trap: Trap, { given, every, at }: Case, alert: Alert): boolean {
  const count = Math.floor(secondsOf(at) / secondsOf(every)) + 1;
  const reads = new Set(firesBy(alert));
  const rows = given
    .filter((row) => reads.has(nameOf(row)))
    .map((row) => ({ name: nameOf(row), samples: samplesOf(row.values, count), all: samplesOf(row.values, always) }));
  switch (trap) {
    case 'close to the threshold':
      return true;
    case 'counter reset':
      return rows.some(({ name, samples }) => isCounter(name) && goesBack(samples));
    case 'missing series':
      return rows.some(({ samples }) => !isWhole(samples)) || alert.cases.some((other) => other.fires.length > 0 && isPartOf(given, other));
    case 'impossible sample':
      return rows.some(({ name, samples }) => isLevel(name) && samples.some(isWrong));
    case 'partly lost data':
      return rows.some(({ samples, all }) => hasHole(samples, all));
  }
}
