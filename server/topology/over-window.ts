import type { Window } from './window.ts';

/** What a query over recorded series is about. */
export interface Scope {
  readonly window: Window;
  readonly seconds: number;
  readonly intervalSeconds: number;
}

export type Over = 'count' | 'end' | 'new' | 'median' | 'worst';

/** An agent shows a new edge with zeros first, and a rule counts what was added since the scrape before. */
const scrapesUntilCounted = 4;

/** Values of the last minute overlap: one of so many scrapes says the same, and to sort all of them takes Prometheus three times as long. */
const scrapesPerMedian = 3;

/** One value of a recorded series for the whole window. */
export function overWindow(name: string, over: Over, { seconds, intervalSeconds }: Pick<Scope, 'seconds' | 'intervalSeconds'>): string {
  switch (over) {
    case 'count':
      return `sum_over_time(${name}[${seconds}s]) * ${intervalSeconds}`;
    case 'end':
      return name;
    case 'new':
      return `${name} unless ${name} offset ${scrapesUntilCounted * intervalSeconds * 1000}ms`;
    case 'median':
      return `quantile_over_time(0.5, ${name}[${seconds}s:${scrapesPerMedian * intervalSeconds * 1000}ms])`;
    case 'worst':
      return `max_over_time(${name}[${seconds}s])`;
  }
}

/** The deltas add up to whole numbers, but for what floating point does to a sum of fifths. */
export const whole = (value: number) => Math.round(value * 1000) / 1000;
