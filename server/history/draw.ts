import type { History, HistoryChart } from '#contract/history.ts';
import { agentStartTime } from '#contract/metrics.ts';
import type { Labels, Prometheus, RawSeries, Span } from '../store/prometheus.ts';
import { iso, type Window } from '../topology/window.ts';

/** A span whose steps are whole scrapes, with the range that a rate is taken over in each. */
export interface Steps extends Span {
  readonly count: number;
  /** One scrape longer than a step, so that it holds two samples whatever their phase. */
  readonly rateSeconds: number;
  readonly intervalSeconds: number;
}

/** A gauge as it was last in a step; Prometheus itself would go on with a sample for 5 min where none follows. */
export const lastIn = (selector: string, { stepSeconds }: Pick<Steps, 'stepSeconds'>): string => `last_over_time(${selector}[${stepSeconds}s])`;

const points = 60;
/** Fewer scrapes in a step would make each value an accident of when they came. */
const leastScrapes = 3;

/** About so many steps, on multiples of their length, so that those who ask in one step get the same. */
export function stepsIn({ fromMs, toMs }: Window, intervalSeconds: number, atMost = points): Steps {
  const stepSeconds = Math.max(leastScrapes, Math.ceil((toMs - fromMs) / 1000 / atMost / intervalSeconds)) * intervalSeconds;
  const stepMs = stepSeconds * 1000;
  const startMs = (Math.floor(fromMs / stepMs) + 1) * stepMs;
  const endMs = Math.max(startMs, Math.floor(toMs / stepMs) * stepMs);
  return { startMs, endMs, stepSeconds, count: Math.round((endMs - startMs) / stepMs) + 1, rateSeconds: stepSeconds + intervalSeconds, intervalSeconds };
}

/** The same steps, the last of them at this moment: what is asked by one alone need not lie on a grid, and shows the newest sample. */
export function endingAt(steps: Steps, endMs: number): Steps {
  return { ...steps, startMs: steps.startMs + endMs - steps.endMs, endMs };
}

/** What is asked for a chart, and what its lines are called. */
export interface ChartPlan {
  readonly id: string;
  readonly unit: string;
  readonly query: (steps: Steps) => string;
  readonly name: (labels: Labels) => string;
  /** A rate that stands on few samples is none: a step that was watched in part is a gap. */
  readonly whole?: true;
}

const mostLines = 16;

/** One value per step; null where there is none. */
export function valuesIn({ startMs, stepSeconds, count }: Steps, { atMs, values }: Pick<RawSeries, 'atMs' | 'values'>): (number | null)[] {
  const byStep = new Map(atMs.map((ms, index) => [Math.round((ms - startMs) / 1000 / stepSeconds), values[index]]));
  return Array.from({ length: count }, (_, step) => {
    const value = byStep.get(step);
    return value === undefined || !Number.isFinite(value) ? null : value;
  });
}

const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);

/** The steps of which only a part was watched: a rate over all of one would be too low, or stand on two samples. */
async function partlyWatched(prometheus: Prometheus, agent: string, steps: Steps): Promise<ReadonlySet<number>> {
  const [watched] = await prometheus.range(`max(count_over_time(${agentStartTime.name}{node=${JSON.stringify(agent)}}[${steps.stepSeconds}s]))`, steps);
  const scrapes = watched === undefined ? [] : valuesIn(steps, watched);
  const whole = steps.stepSeconds / steps.intervalSeconds;
  return new Set(scrapes.flatMap((count, step) => (count !== null && count < whole - 1 ? [step] : [])));
}

async function draw(prometheus: Prometheus, { id, unit, query, name }: ChartPlan, steps: Steps): Promise<HistoryChart> {
  const asked = query(steps);
  const found = await prometheus.range(asked, steps);
  const series = found.map((raw) => ({ name: name(raw.labels), unit, values: valuesIn(steps, raw) }));
  return { id, query: asked, series: series.sort((a, b) => sum(b.values) - sum(a.values)).slice(0, mostLines) };
}

const blank = ({ series, ...chart }: HistoryChart, gaps: ReadonlySet<number>): HistoryChart => ({
  ...chart,
  series: series.map(({ values, ...line }) => ({ ...line, values: values.map((value, step) => (gaps.has(step) ? null : value)) })),
});

/** A query whose one series is the line of this name. */
export const line = (query: string, name: string): string => `label_replace(${query}, "line", "${name}", "", "")`;

/** Every chart over the same steps; where one agent measures it all, steps that it watched in part are gaps. */
export async function history(prometheus: Prometheus, plans: readonly ChartPlan[], steps: Steps, agent?: string): Promise<History> {
  const [gaps, ...drawn] = await Promise.all([
    agent === undefined ? new Set<number>() : partlyWatched(prometheus, agent, steps),
    ...plans.map((plan) => draw(prometheus, plan, steps)),
  ]);
  const charts = drawn.map((chart, index) => (plans[index]?.whole === true ? blank(chart, gaps) : chart));
  return { start: iso(steps.startMs), stepSeconds: steps.stepSeconds, steps: steps.count, charts };
}
