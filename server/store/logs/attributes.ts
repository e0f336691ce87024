import { isAttributeValue, readAttributes } from './line-matcher.ts';
import type { LogAttribute } from './log-store.ts';

/** What more there are of names, or of one name's values, is not told one by one. */
const mostNames = 500;
const mostDistinct = 10_000;
const mostValues = 200;
const longestValue = 256;

interface Seen {
  lines: number;
  least: number;
  most: number;
  readonly values: Map<string, number>;
}

function see(seen: Seen, value: string | number | boolean): void {
  seen.lines += 1;
  if (typeof value === 'number') {
    seen.least = Math.min(seen.least, value);
    seen.most = Math.max(seen.most, value);
  }
  const text = String(value).slice(0, longestValue);
  const count = seen.values.get(text);
  if (count !== undefined || seen.values.size < mostDistinct) seen.values.set(text, (count ?? 0) + 1);
}

/** What lines hold of each attribute: those of most lines first. */
export function attributesOf(lines: readonly { readonly attributes: string | null }[]): LogAttribute[] {
  const names = new Map<string, Seen>();
  for (const { attributes } of lines) {
    for (const [name, value] of Object.entries(readAttributes(attributes))) {
      if (!isAttributeValue(value)) continue;
      const seen = names.get(name) ?? { lines: 0, least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY, values: new Map() };
      if (names.has(name) || names.size < mostNames) names.set(name, seen);
      see(seen, value);
    }
  }
  return [...names].map(([name, seen]) => attributeOf(name, seen)).sort((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1));
}

function attributeOf(name: string, { lines, least, most, values }: Seen): LogAttribute {
  const frequent = [...values].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, mostValues);
  return { name, lines, distinct: values.size, ...(least <= most && { least, most }), values: frequent };
}
