import type { Body, Reply } from '#contract/routes.ts';
import { endingAt, stepsIn, valuesIn } from '../history/draw.ts';
import { badInput } from '../problem.ts';
import type { Prometheus, RawSeries, Span } from '../store/prometheus.ts';
import { iso, parseWindow, type Window } from '../topology/window.ts';
import { backTest, type Evaluate } from './back-test.ts';
import { type Condition, checkCondition, expressionOf, secondsOf, sidesOf } from './condition.ts';
import { absentMetrics } from './expression.ts';
import { type FoundSources, foundOver, holding } from './found-counts.ts';
import { noiseOf } from './noise.ts';
import type { Episode } from './replay.ts';

/** What a rule would look at and do, before it is one. */
export interface Trials {
  preview(input: Body<'POST /api/rules/preview'>, signal: AbortSignal): Promise<Reply<'POST /api/rules/preview'>>;
  backTest(input: Body<'POST /api/rules/backtest'>, signal: AbortSignal): Promise<Reply<'POST /api/rules/backtest'>>;
}

export interface TrialsOptions extends FoundSources {
  readonly prometheus: Prometheus;
  readonly intervalSeconds: number;
  readonly keptMs: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const longestMs = 7 * dayMs;
const mostSeries = 50;
const mostIntervals = 500;
/** Of a graph. */
const mostSteps = 240;
/** A rule has a name only when it is saved; what its counter would be called is not asked. */
const nameless = 'preview';

const seriesName = ({ labels: { __name__: name = '', ...labels } }: RawSeries): string =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ')}}`;

export function trials({ prometheus, intervalSeconds, keptMs, ...sources }: TrialsOptions): Trials {
  const windowOf = ({ from, to }: { from?: string; to?: string }, usualMs: number): Window => {
    const range = { ...(to !== undefined && { to }), ...(from !== undefined && { from }) };
    const limits = { nowMs: Date.now(), retentionMs: keptMs, gridMs: intervalSeconds * 1000 };
    const window = parseWindow(range, limits);
    const whole = from === undefined ? { ...window, fromMs: window.toMs - Math.min(usualMs, keptMs) } : window;
    if (whole.toMs - whole.fromMs > longestMs) throw badInput('from', 'at most 7 days before to', 'from to to is longer than 7 days');
    return whole;
  };
  /** What is true since before the window may fire at its beginning. */
  const leadMs = (forMs: number) => Math.ceil(Math.min(forMs, longestMs) / 1000 / intervalSeconds) * intervalSeconds * 1000;
  const drawn = async (condition: Condition, span: Span, signal: AbortSignal): Promise<readonly RawSeries[]> =>
    condition.of === 'metrics'
      ? await prometheus.range(sidesOf(nameless, condition)?.query ?? condition.expression, span)
      : [await foundOver(condition, span, { ...sources, intervalSeconds, signal })];

  return {
    preview: async ({ condition, ...range }, signal) => {
      await checkCondition(condition, prometheus, intervalSeconds);
      const window = windowOf(range, hourMs);
      const grid = stepsIn(window, intervalSeconds, mostSteps);
      const steps = condition.of === 'metrics' ? endingAt(grid, window.toMs) : grid;
      const hints = condition.of === 'metrics' ? await absentMetrics(condition.expression, prometheus) : [];
      const all = await drawn(condition, steps, signal);
      const sides = sidesOf(nameless, condition);
      return {
        query: condition.of === 'metrics' ? (sides?.query ?? condition.expression) : condition.query,
        comparison: sides?.comparison ?? null,
        threshold: sides?.threshold ?? null,
        from: iso(steps.startMs),
        to: iso(steps.endMs),
        stepSeconds: steps.stepSeconds,
        series: all.slice(0, mostSeries).map((one) => ({ name: seriesName(one), unit: '', values: valuesIn(steps, one) })),
        more: Math.max(0, all.length - mostSeries),
        hints: hints.map(({ says, from, to }) => ({ says, position: from, length: to - from })),
      };
    },
    backTest: async ({ condition, for: wait, ...range }, signal) => {
      await checkCondition(condition, prometheus, intervalSeconds);
      const window = windowOf(range, dayMs);
      const evaluate: Evaluate =
        condition.of === 'metrics'
          ? (span) => prometheus.range(expressionOf(nameless, condition), span)
          : async (span) => [holding(condition, await foundOver(condition, span, { ...sources, intervalSeconds, signal }))];
      const forMs = secondsOf(wait) * 1000;
      const { episodes } = await backTest({ evaluate, forMs }, { ...window, fromMs: window.fromMs - leadMs(forMs) }, { intervalSeconds, signal });
      return told(episodes, window, intervalSeconds);
    },
  };
}

type Fired = Episode & { readonly firedMs: number };

function told(episodes: readonly Episode[], { fromMs, toMs }: Window, stepSeconds: number): Reply<'POST /api/rules/backtest'> {
  const inWindow = episodes.filter(({ endedMs }) => endedMs === null || endedMs > fromMs);
  const fired = inWindow.flatMap((one): Fired[] => (one.firedMs === null ? [] : [{ ...one, firedMs: Math.max(one.firedMs, fromMs) }]));
  const lengths = fired.map(({ firedMs, endedMs }) => ((endedMs ?? toMs) - firedMs) / 1000);
  const newest = fired.toSorted((a, b) => b.firedMs - a.firedMs).slice(0, mostIntervals);
  const firings = fired.map(({ labels, firedMs, endedMs }) => ({ key: JSON.stringify(labels), fromMs: firedMs, toMs: endedMs }));
  return {
    from: iso(fromMs),
    to: iso(toMs),
    stepSeconds,
    fired: fired.length,
    firingSeconds: lengths.reduce((sum, seconds) => sum + seconds, 0),
    longestSeconds: lengths.reduce((most, seconds) => Math.max(most, seconds), 0),
    intervals: newest.map(({ labels, firedMs, endedMs, peak }) => ({
      labels,
      from: iso(firedMs),
      to: endedMs === null ? null : iso(endedMs),
      peak: peak !== null && Number.isFinite(peak) ? peak : null,
    })),
    more: fired.length - newest.length,
    noise: noiseOf(firings, { fromMs, toMs }),
  };
}
