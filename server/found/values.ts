import type { Share } from '#contract/found.ts';

type Values = Share['values'];

interface Count {
  readonly value: string;
  readonly count: number;
}

/** What has one name is counted together; the most frequent first. */
export function summedValues(counts: readonly Count[], nameOf: (value: string) => string = (value) => value): Values {
  const sums = new Map<string, number>();
  for (const { value, count } of counts) sums.set(nameOf(value), (sums.get(nameOf(value)) ?? 0) + count);
  return [...sums].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

export const sumOf = (values: readonly Pick<Count, 'count'>[]): number => values.reduce((sum, { count }) => sum + count, 0);

/** So many of them, and what the others are together. */
export function shareOfValues(values: Values, limit: number): Share {
  const rest = values.slice(limit);
  return { total: sumOf(values), values: values.slice(0, limit), others: { values: rest.length, count: sumOf(rest) } };
}

/** Those that begin so, in capitals or not. */
export function beginning(values: Values, prefix: string, limit: number): Values {
  return values.filter(({ value }) => value.toLowerCase().startsWith(prefix.toLowerCase())).slice(0, limit);
}
