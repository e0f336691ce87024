import { type Duration, secondsOf } from './pace.ts';

/** Between two samples of a case that says nothing else. */
export const sampledEvery: Duration = '30s';
/** More samples than any case lasts. */
export const always = 600;

/** Samples in promtool's notation, one part after the other. */
export const inTurn = (...parts: readonly string[]): string => parts.join(' ');

/** One sample more than `more`, as promtool has it. */
export const steady = (value: number, more = always): string => `${value}+0x${more}`;
/** A counter; `by` for each sample. */
export const growing = (by: number, more = always, from = 0): string => `${from}+${by}x${more}`;
/** A counter that stood still, grows by so much at once, and stands still again. */
export const jumping = (by: number, at: Duration, from = 0, step: Duration = sampledEvery): string => {
  const before = secondsOf(at) / secondsOf(step);
  return inTurn(steady(from, before - 1), steady(from + by));
};

/** So many scrapes fail: Prometheus says at once that the series is no more. */
export const gap = (samples: number): string => (samples === 1 ? 'stale' : `stale _x${samples - 1}`);
/** It is not there before; then it is. */
export const late = (samples: number, values: string): string => `_x${samples} ${values}`;
/** After so many samples it is there no more. */
export const ending = (value: number, samples: number): string => inTurn(steady(value, samples - 1), 'stale');

/** A level that is the same before and after a hole. */
export const steadyUnseen = (value: number, before: number, lost: number): string => inTurn(steady(value, before - 1), gap(lost), steady(value));
/** A counter that goes on while nobody sees it. */
export const growingUnseen = (by: number, before: number, lost: number, from = 0): string =>
  inTurn(growing(by, before - 1, from), gap(lost), growing(by, always, from + by * (before + lost)));
/** A counter that is seen now and then. */
export const growingGlimpsed = (by: number, seen: number, lost: number, times: number): string =>
  inTurn(...Array.from({ length: times }, (_, turn) => inTurn(growing(by, seen - 1, by * turn * (seen + lost)), gap(lost))));
/** One sample among others that is none of them. */
export const onceWrong = (value: number, wrong: number, before: number): string => inTurn(steady(value, before - 1), String(wrong), steady(value));
/** Beyond what a double counts exactly: no number of anything. */
export const absurd = 2 ** 60;

function samplesOfPart(part: string): (number | undefined)[] {
  const [, text = '', by = '0', more = '0'] = /^(_|stale|-?[\d.]+)([+-][\d.]+)?(?:x(\d+))?$/.exec(part) ?? [];
  if (text === '') throw new Error(`“${part}” is no samples`);
  if (text === 'stale') return [undefined];
  if (text === '_') return new Array(Math.max(1, Number(more))).fill(undefined);
  return Array.from({ length: Number(more) + 1 }, (_, at) => Number(text) + at * Number(by));
}

/** The first so many samples of what is in promtool's notation; undefined where there is none. */
export const samplesOf = (values: string, count: number): (number | undefined)[] => {
  const all = values.split(' ').flatMap(samplesOfPart);
  return Array.from({ length: count }, (_, at) => all[at]);
};
