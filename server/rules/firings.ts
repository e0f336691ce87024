import type { Labels, Prometheus, RawSeries } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import type { Window } from '../topology/window.ts';
import type { Firing } from './noise.ts';

/** When rules fired, from what Prometheus writes of them: to a minute, and two within a minute are one. */

export interface Fired {
  readonly window: Window;
  /** In the order of their labels and times. */
  readonly firings: readonly (Firing & { readonly labels: Labels })[];
}

const weekMs = 7 * 86_400_000;
const stepSeconds = 60;
const firing = `last_over_time(ALERTS{alertstate="firing"}[${stepSeconds}s])`;
/** Where there are too many alerts to tell them apart: those of a rule are one. */
const byRule = `max by (alertname, aspect, severity) (${firing})`;

function firingsIn({ labels, atMs }: RawSeries, endMs: number): (Firing & { labels: Labels })[] {
  const stepMs = stepSeconds * 1000;
  const { __name__: _, alertstate: __, ...own } = labels;
  const key = JSON.stringify(own);
  const found: (Firing & { labels: Labels })[] = [];
  let fromMs = atMs[0] ?? 0;
  for (const [index, ms] of atMs.entries()) {
    const next = atMs[index + 1];
    if (next !== undefined && next - ms < 1.5 * stepMs) continue;
    found.push({ labels: own, key, fromMs: fromMs - stepMs, toMs: next === undefined && ms >= endMs ? null : ms });
    fromMs = next ?? 0;
  }
  return found;
}

/** Of the last week. */
export async function firingsOf(prometheus: Prometheus, nowMs: number): Promise<Fired> {
  const endMs = Math.floor(nowMs / 60_000) * 60_000;
  const span = { startMs: endMs - weekMs + stepSeconds * 1000, endMs, stepSeconds };
  const series = await prometheus.range(firing, span).catch((cause: unknown) => {
    if (!(cause instanceof PrometheusError) || cause.kind !== 'too-much') throw cause;
    return prometheus.range(byRule, span);
  });
  return { window: { fromMs: endMs - weekMs, toMs: endMs }, firings: series.flatMap((one) => firingsIn(one, endMs)) };
}
