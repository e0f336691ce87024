import type { Edge } from '#contract/identity.ts';
import { agentStartTime } from '#contract/metrics.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import { edgeMatchers } from '../topology/edge-labels.ts';
import type { Window } from '../topology/window.ts';
import { type Steps, type Tally, tally } from './tally.ts';

/** The last sample before the window is looked for this far back, as Prometheus itself does. */
const lookbackMs = 5 * 60_000;
/** Long windows are read in portions, so that no answer and no pause of the server is long. */
const portionMs = 3_600_000;
const deadlineMs = 20_000;
const points = 60;

/** About 60 steps, each of whole scrapes and of two at least, so that a scrape that comes late leaves no hole. */
export function stepsOf({ fromMs, toMs }: Window, intervalSeconds: number): Steps {
  const intervalMs = intervalSeconds * 1000;
  const stepMs = Math.max(2, Math.ceil((toMs - fromMs) / points / intervalMs)) * intervalMs;
  return { stepMs, count: Math.ceil((toMs - fromMs) / stepMs) };
}

/** Reads the raw samples of one edge: exact, whatever was scraped, and nothing extrapolated. */
export async function readEdge(prometheus: Prometheus, edge: Edge, window: Window, intervalSeconds: number): Promise<{ tally: Tally; steps: Steps }> {
  const steps = stepsOf(window, intervalSeconds);
  const counting = tally(window, steps, intervalSeconds);
  const selector = `{__name__=~"sonde_${edge.transport}_.+",${edgeMatchers(edge)}}`;
  const deadline = performance.now() + deadlineMs;
  for (let startMs = window.fromMs - lookbackMs; startMs < window.toMs; startMs += portionMs) {
    if (performance.now() > deadline) {
      throw new PrometheusError('too-much', `exact counts of this window take longer than ${deadlineMs / 1000} s: choose a shorter one`);
    }
    const endMs = Math.min(startMs + portionMs, window.toMs);
    const range = `[${Math.round(endMs - startMs)}ms]`;
    const [starts, series] = await Promise.all([prometheus.raw(`${agentStartTime.name}${range}`, endMs), prometheus.raw(`${selector}${range}`, endMs)]);
    counting.add(starts, series);
  }
  return { tally: counting.end(), steps };
}
