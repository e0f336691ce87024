import type { EventHistogram } from '#contract/events.ts';
import type { Severity } from '#contract/severities.ts';
import type { Bucket } from './bars.ts';

export const severityLooks: Readonly<Record<Severity, { readonly colour: string }>> = {
  error: { colour: 'var(--level-error)' },
  warning: { colour: 'var(--level-warn)' },
  info: { colour: 'var(--level-info)' },
};

/** The worst stands on the baseline, where a series can be read. */
const fromBaseline = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** What is drawn over time. */
export function severityBuckets({ buckets }: EventHistogram): Bucket[] {
  return buckets.map(({ from, to, counts }) => ({
    from,
    to,
    lost: 0,
    parts: fromBaseline.map((severity) => ({ name: severity, colour: severityLooks[severity].colour, count: counts[severity] ?? 0 })),
  }));
}

/** How many events of each severity there are in all, those that have any. */
export function severityTotals({ buckets }: EventHistogram): { readonly severity: Severity; readonly count: number }[] {
  return fromBaseline
    .map((severity) => ({ severity, count: buckets.reduce((sum, { counts }) => sum + (counts[severity] ?? 0), 0) }))
    .filter(({ count }) => count > 0);
}
