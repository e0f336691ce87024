import { badInput, ProblemError } from '../problem.ts';
import type { RawSeries, Span } from '../store/prometheus.ts';
import { iso, type Window } from '../topology/window.ts';
import { type Episode, Replay, TwiceTheSame } from './replay.ts';

/** Of one answer: Prometheus gives no more than 11,000 points of a series. */
const mostSteps = 10_000;
const dayMs = 86_400_000;
/** Of a whole back-test: a rule that holds for so much of the time tells nobody anything. */
const mostPoints = 2_000_000;
const mostEpisodes = 50_000;
/** A person waits for it. */
const mostMs = 60_000;

/** Where a rule holds, at each step. */
export type Evaluate = (span: Span) => Promise<readonly RawSeries[]>;

interface Tested {
  readonly evaluate: Evaluate;
  readonly forMs: number;
}

export interface BackTested {
  readonly stepSeconds: number;
  readonly episodes: readonly Episode[];
}

/** Replays a rule on what is stored, at the interval in which Prometheus evaluates it. */
export async function backTest(
  { evaluate, forMs }: Tested,
  { fromMs, toMs }: Window,
  { intervalSeconds, signal }: { readonly intervalSeconds: number; readonly signal: AbortSignal },
): Promise<BackTested> {
  const stepMs = intervalSeconds * 1000;
  const replay = new Replay({ stepMs, forMs });
  const chunkMs = Math.min(mostSteps * stepMs, dayMs);
  const untilMs = performance.now() + mostMs;
  let points = 0;
  for (let startMs = fromMs; startMs <= toMs; startMs += chunkMs) {
    if (signal.aborted) throw new ProblemError(503, 'who asked is gone');
    if (performance.now() > untilMs) throw new ProblemError(422, `after ${mostMs / 1000} s it was replayed up to ${iso(startMs)}: choose a shorter time`);
    const endMs = Math.min(startMs + chunkMs - stepMs, toMs);
    const series = await evaluate({ startMs, endMs, stepSeconds: intervalSeconds });
    points += series.reduce((sum, { atMs }) => sum + atMs.length, 0);
    feed(replay, series, endMs);
    if (points > mostPoints || replay.size > mostEpisodes) {
      throw new ProblemError(422, 'the rule holds for too much of that time to be replayed: choose a shorter time, or a threshold further away');
    }
  }
  return { stepSeconds: intervalSeconds, episodes: replay.episodes() };
}

function feed(replay: Replay, series: readonly RawSeries[], endMs: number): void {
  try {
    replay.feed(series, endMs);
  } catch (cause) {
    if (!(cause instanceof TwiceTheSame)) throw cause;
    const says = `several series become one alert ${JSON.stringify(cause.labels)}: Prometheus takes none of them; add them up, or keep the label in which they differ`;
    throw badInput('condition.expression', 'PromQL that gives one value for each alert', says);
  }
}
