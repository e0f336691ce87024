import { allConnectFailures, allConnects, allRequests } from '#contract/recorded.ts';
import type { Timeline, timelineSeries } from '#contract/timeline.ts';
import { type Prepared, prepare } from '../answers/prepared.ts';
import { shared } from '../answers/shared.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import type { RecordStore } from '../store/store.ts';
import { iso, parseMoment, type Range, type Window } from '../topology/window.ts';
import { marksOf } from './marks.ts';
import { type Steps, stepsOf, valuesOf } from './steps.ts';

export interface TimelineOptions {
  readonly prometheus: Prometheus;
  readonly records: RecordStore;
  readonly intervalSeconds: number;
  readonly keptMs: { readonly metrics: number; readonly records: number };
}

/** The whole over time, cut to what is kept. */
export interface Timelines {
  of(range: Range): Promise<Prepared<Timeline>>;
}

type Name = (typeof timelineSeries)[number];

const defaultSpanMs = 3 * 3_600_000;
const gridMs = 5000;
const keepMs = 10_000;
const spansKept = 16;
/** One more than are marked says whether there are more. */
const mostEvents = 1000;

const selectors: Readonly<Record<Name, string>> = {
  requests: allRequests.name,
  failedRequests: `${allRequests.name}{outcome="error"}`,
  connects: allConnects.name,
  failedConnects: allConnectFailures.name,
};
const names = Object.keys(selectors) as Name[];

function windowOf(range: Range, retentionMs: number): Window {
  const nowMs = Math.floor(Date.now() / gridMs) * gridMs;
  const toMs = Math.min(range.to === undefined ? nowMs : parseMoment('to', range.to), nowMs);
  const fromMs = range.from === undefined ? toMs - defaultSpanMs : parseMoment('from', range.from);
  return { fromMs: Math.max(Math.min(fromMs, toMs - gridMs), nowMs - retentionMs), toMs };
}

export function timelines({ prometheus, records, intervalSeconds, keptMs }: TimelineOptions): Timelines {
  const answers = shared<Prepared<Timeline>>(spansKept);
  const line = async (name: Name, steps: Steps): Promise<Timeline['series'][number]> => {
    const mean = `sum(avg_over_time(${selectors[name]}[${steps.stepSeconds}s]))`;
    const [found] = await prometheus.raw(`(${mean})[${steps.count * steps.stepSeconds}s:${steps.stepSeconds}s]`, steps.endMs);
    return { name, unit: '/s', values: valuesOf(steps, found) };
  };
  /** The events are told without Prometheus as well. */
  const lines = async (steps: Steps): Promise<Pick<Timeline, 'series' | 'missing'>> => {
    try {
      return { series: await Promise.all(names.map((name) => line(name, steps))), missing: null };
    } catch (error) {
      if (!(error instanceof PrometheusError)) throw error;
      return { series: names.map((name) => ({ name, unit: '/s', values: valuesOf(steps, undefined) })), missing: error.message };
    }
  };
  const make = async (window: Window): Promise<Timeline> => {
    const steps = stepsOf(window, intervalSeconds);
    const [events, found] = await Promise.all([records.query({ ...window, limit: mostEvents + 1 }), lines(steps)]);
    const oldestKeptMs = Math.max(window.fromMs, Date.now() - keptMs.records);
    const cutMs = events.length > mostEvents ? Date.parse(events.at(-2)?.time ?? '') : oldestKeptMs;
    return {
      from: iso(window.fromMs),
      to: iso(window.toMs),
      start: iso(steps.startMs),
      stepSeconds: steps.stepSeconds,
      ...found,
      marks: marksOf(events.slice(0, mostEvents), steps.stepSeconds),
      marksFrom: iso(cutMs),
    };
  };
  return {
    of: (range) => {
      const window = windowOf(range, keptMs.metrics);
      return answers.get(`${window.fromMs}-${window.toMs}`, keepMs, async () => await prepare(await make(window)));
    },
  };
}
