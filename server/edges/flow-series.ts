import { readFlowKey } from '#contract/flows.ts';
import { observedEnds } from '#contract/metrics.ts';
import type { ToldFlow } from '../store/flows/flow-store.ts';
import type { RawSeries } from '../store/prometheus.ts';
import type { Window } from '../topology/window.ts';

const minuteMs = 60_000;
/** What a minute told is shown as spread over it. */
const samplesPerMinute = 12;
/** What was open in the last minute that an agent told may be open still; earlier ones say nothing of the end of a window. */
const lastMinutes = 3;

/** The flows of an edge as the samples that its series would have, had it any: so that whoever reads series reads these as well. */
export function seriesOf(flows: readonly ToldFlow[], window: Window): RawSeries[] {
  return [...Map.groupBy(flows, ({ node }) => node).values()].flatMap((told) => seriesOfNode(told, window));
}

function seriesOfNode(told: readonly ToldFlow[], { toMs }: Window): RawSeries[] {
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, RawSeries>();
  for (const { key, isGauge, labels, atMs, count } of told.flatMap(countsIn)) {
    if (isGauge) gauges.set(key, { labels, atMs: [atMs], values: [count] });
    else counterOf(counters, key, labels).add(atMs, Math.min(atMs + minuteMs, toMs), count);
  }
  const lastMs = told.at(-1)?.atMs ?? 0;
  const isNow = toMs - lastMs <= lastMinutes * minuteMs;
  const open = [...gauges.values()].filter(({ atMs }) => isNow && atMs.includes(lastMs));
  return [...[...counters.values()].map(({ series }) => series), ...open];
}

interface Told {
  readonly key: string;
  readonly isGauge: boolean;
  readonly labels: RawSeries['labels'];
  readonly atMs: number;
  readonly count: number;
}

function countsIn({ node, atMs, seen }: ToldFlow): Told[] {
  return observedEnds.flatMap((observed) =>
    Object.entries(seen[observed] ?? {}).flatMap(([key, count]) => {
      const { metric, labels } = readFlowKey(key) ?? {};
      if (metric === undefined) return [];
      const of = { __name__: metric.name, node, observed, ...labels };
      return [{ key: `${observed} ${key}`, isGauge: metric.type === 'gauge', labels: of, atMs, count }];
    }),
  );
}

class Counter {
  readonly series: { readonly labels: RawSeries['labels']; readonly atMs: number[]; readonly values: number[] };
  #total = 0;

  constructor(labels: RawSeries['labels']) {
    this.series = { labels, atMs: [], values: [] };
  }

  add(fromMs: number, toMs: number, count: number): void {
    this.#sample(fromMs, 0);
    for (let sample = 1; sample <= samplesPerMinute; sample++)
      this.#sample(fromMs + ((toMs - fromMs) * sample) / samplesPerMinute, (count * sample) / samplesPerMinute);
    this.#total += count;
  }

  #sample(ms: number, more: number): void {
    this.series.atMs.push(ms);
    this.series.values.push(this.#total + more);
  }
}

function counterOf(counters: Map<string, Counter>, id: string, labels: RawSeries['labels']): Counter {
  const counter = counters.get(id) ?? new Counter(labels);
  counters.set(id, counter);
  return counter;
}
