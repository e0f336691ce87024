import type { Alert } from '#contract/alerts.ts';
import type { Labels } from '../store/prometheus.ts';

/** Those series of an expression that an alert is about. */

/** They say nothing else than its labels do. */
export const isOf = ({ labels }: Pick<Alert, 'labels'>) => {
  const says = Object.entries(labels);
  return ({ labels: of }: { readonly labels: Labels }) => says.every(([name, value]) => !(name in of) || of[name] === value);
};

/** A vector of one, with these labels: a `$` would stand for a part of what is replaced. */
const labelled = (labels: Labels, names: readonly string[]): string =>
  names.reduce((inner, name) => `label_replace(${inner}, "${name}", ${JSON.stringify((labels[name] ?? '').replaceAll('$', '$$$$'))}, "", "")`, 'vector(1)');

/** The expression with these of its series alone, so that an answer does not carry those of all others. */
export function only(series: readonly { readonly labels: Labels }[], expression: string): string {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].filter((name) => name !== '__name__').sort();
  if (names.length === 0) return expression;
  // On a line of its own: an expression may end in a comment.
  return `(${expression}\n) and on (${names.join(', ')}) (${series.map(({ labels }) => labelled(labels, names)).join(' or ')})`;
}
