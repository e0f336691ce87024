import type { Labels, RawSeries } from '../store/prometheus.ts';
import type { Window } from '../topology/window.ts';

/** A positive delta of one series: what was counted between two scrapes, at the time of the later. */
export type OnDelta = (series: { readonly name: string; readonly labels: Labels }, atMs: number, delta: number) => void;

/** When the agent of a node started, as of each scrape of it. */
export interface AgentStarts {
  add(series: RawSeries): void;
  /** The start that was valid at this scrape; undefined where none was read. */
  at(node: string, ms: number): number | undefined;
}

export function agentStarts(): AgentStarts {
  const byNode = new Map<string, Map<number, number>>();
  return {
    add: ({ labels: { node = '' }, atMs, values }) => {
      const starts = byNode.get(node) ?? new Map<number, number>();
      byNode.set(node, starts);
      atMs.forEach((ms, index) => {
        starts.set(ms, values[index] ?? 0);
      });
    },
    at: (node, ms) => byNode.get(node)?.get(ms),
  };
}

interface Last {
  readonly value: number;
  readonly start: number | undefined;
}

/**
 * Counts from samples as they were scraped. Samples come in order of time, in as many portions as one likes; those before
 * the window only say where each series stood. A series that appears in the window starts at its first sample, because an
 * agent shows each new series as 0 first. A smaller value, or another start of the agent, is a counter that began again at 0.
 */
export function exactCounts({ fromMs, toMs }: Window, starts: AgentStarts, onDelta: OnDelta): { add(series: RawSeries): void } {
  const lasts = new Map<string, Last>();
  return {
    add: ({ labels, atMs, values }) => {
      const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
      const { __name__: name = '', node = '' } = labels;
      let last = lasts.get(key);
      atMs.forEach((ms, index) => {
        const value = values[index] ?? 0;
        const start = starts.at(node, ms) ?? last?.start;
        const delta = last === undefined ? 0 : added(last, { value, start });
        if (ms > fromMs && ms <= toMs && delta > 0) onDelta({ name, labels }, ms, delta);
        last = { value, start };
      });
      if (last !== undefined) lasts.set(key, last);
    },
  };
}

function added(before: Last, now: Last): number {
  const beganAgain = now.value < before.value || now.start !== before.start;
  return beganAgain ? now.value : now.value - before.value;
}
